import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureSet } from '@ganreg/core/metrics';
import { writeAtomically } from '@ganreg/core/node';

const digest = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

const bytesOf = ({ values }: FeatureSet): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

interface Header {
  readonly count: number;
  readonly dimension: number;
  readonly sha256: string;
}

const read = async (file: string): Promise<FeatureSet | undefined> => {
  try {
    const { count, dimension, sha256 } = JSON.parse(await readFile(`${file}.json`, 'utf8')) as Header;
    const bytes = Uint8Array.from(await readFile(`${file}.f32`));
    if (digest(bytes) !== sha256 || bytes.length !== 4 * count * dimension) return undefined;
    return { count, dimension, values: new Float32Array(bytes.buffer) };
  } catch {
    return undefined;
  }
};

/**
 * Features by the names of everything they depend on. What is damaged is measured again; several processes may share the folder.
 * @param key for example set hash, space, weights, engine
 */
export const cachedFeatures = async (
  folder: string,
  key: readonly string[],
  embed: () => Promise<FeatureSet>,
): Promise<FeatureSet> => {
  const file = join(folder, digest(JSON.stringify(key)).slice(0, 32));
  const known = await read(file);
  if (known !== undefined) return known;
  const features = await embed();
  const { count, dimension } = features;
  await writeAtomically(`${file}.f32`, bytesOf(features));
  const header: Header = { count, dimension, sha256: digest(bytesOf(features)) };
  await writeAtomically(`${file}.json`, `${JSON.stringify(header)}\n`);
  return features;
};
