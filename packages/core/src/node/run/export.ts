import { join, resolve } from 'node:path';
import { GanregError } from '../../errors/ganreg-error.ts';
import { writeAtomically } from './atomic.ts';
import { encodeSafetensors, type NamedTensors } from './safetensors.ts';
import type { ExportedModel } from '../../sampling/exported.ts';
import type { SavedRun } from './sample.ts';

/** In which format a generator is exported. */
/** For Python and others, or for TensorFlow.js. */
export type ExportFormat = 'safetensors' | 'tfjs';

/** Which weights: the generator that samples come from (its average where there is one), or every network. */
export type ExportedPart = 'generator' | 'all';

const isNetwork = (name: string): boolean => !name.startsWith('optimizer/') && !name.startsWith('plugin/');

const chosen = (snapshot: SavedRun['snapshot'], part: ExportedPart): NamedTensors => {
  if (snapshot === undefined)
    throw new GanregError('CHECKPOINT_BROKEN', 'the run has saved no weights yet.', { fix: 'train it first' });
  const { tensors } = snapshot;
  if (part === 'all') return new Map([...tensors].filter(([name]) => isNetwork(name)));
  const source = [...tensors.keys()].some((name) => name.startsWith('average/')) ? 'average/' : 'generator/';
  return new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(source))
      .map(([name, tensor]) => [name.slice(source.length), tensor]),
  );
};

/** What a network is, for whoever builds it again: `model.json` of an export. */
const modelOf = ({ plan, step }: Pick<SavedRun, 'plan' | 'step'>, part: ExportedPart) => {
  const { family, resolution, channels, latentSize } = plan.model;
  const { familyOptions: options, config } = plan;
  return { family, resolution, channels, latentSize, options, step, seed: config.seed, part };
};

/** The generator that samples come from: what it is, and its weights as safetensors. @throws GanregError CHECKPOINT_BROKEN */
export const exportGenerator = (
  run: SavedRun,
): { readonly model: ExportedModel & { readonly step: number }; readonly weights: Uint8Array } => ({
  model: modelOf(run, 'generator'),
  weights: encodeSafetensors(chosen(run.snapshot, 'generator')),
});

/** A TensorFlow.js weights manifest, for `tf.io.loadWeights` and `tf.io.decodeWeights`. */
const manifest = (tensors: NamedTensors): string =>
  JSON.stringify([
    {
      paths: ['weights.bin'],
      weights: [...tensors].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' })),
    },
  ]);

const concatenated = (tensors: NamedTensors): Uint8Array => {
  const parts = [...tensors.values()].map(
    ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  return Buffer.concat(parts);
};

/**
 * Writes a run's weights for other programs, with `model.json` beside them: what the network is, so that another implementation
 * can be built. Parameters are named by their paths; kernels are `[height, width, in, out]`, dense ones `[in, out]`.
 *
 * @returns the files
 * @throws GanregError CHECKPOINT_BROKEN
 */
export const exportRun = async (
  { plan, step, snapshot }: SavedRun,
  folder: string,
  format: ExportFormat,
  part: ExportedPart,
): Promise<readonly string[]> => {
  const model = modelOf({ plan, step }, part);
  const tensors = chosen(snapshot, part);
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'model.json': `${JSON.stringify(model, undefined, 2)}\n`,
    ...(format === 'safetensors'
      ? { 'weights.safetensors': encodeSafetensors(tensors) }
      : { 'weights_manifest.json': manifest(tensors), 'weights.bin': concatenated(tensors) }),
  };
  const target = resolve(folder);
  for (const [name, content] of Object.entries(files)) await writeAtomically(join(target, name), content);
  return Object.keys(files).map((name) => join(target, name));
};
