import { readFile } from 'node:fs/promises';
import { loadFeatureNetwork, type FeatureNetwork } from '../../perceptual/feature-network.ts';
import { assetPath } from '../data/assets.ts';

/** The vendored network; its README says where its weights come from and how it was chosen. */
const vendored = 'efficientnet-lite0';

/** Loads the vendored feature network onto the current engine. Dispose it after use. */
export const openFeatureNetwork = async (): Promise<FeatureNetwork> => {
  const [description, weights] = await Promise.all(
    ['network.json', 'weights.bin'].map((file) => readFile(assetPath('features', vendored, file))),
  );
  return loadFeatureNetwork(description ?? new Uint8Array(), weights ?? new Uint8Array());
};
