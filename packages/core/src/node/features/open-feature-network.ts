import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadFeatureNetwork, type FeatureNetwork } from '../../perceptual/feature-network.ts';
import { assetPath } from '../data/assets.ts';
import { unreadable } from '../data/read-bytes.ts';

/** The network that comes with the package: the first five stages of EfficientNet-Lite0 (ImageNet weights, Apache-2.0). */
export const embeddedNetwork = assetPath('features', 'efficientnet-lite0');

/**
 * Loads a feature network onto the current backend from a folder with `network.json` and `weights.bin`; without one, the
 * embedded network. Throws a `DataError` for a file that cannot be read, a `RangeError` if the two do not fit together.
 */
export async function openFeatureNetwork(folder = embeddedNetwork): Promise<FeatureNetwork> {
  const [description, weights] = await Promise.all([
    read(join(folder, 'network.json')),
    read(join(folder, 'weights.bin')),
  ]);
  return loadFeatureNetwork(description, weights);
}

function read(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
}
