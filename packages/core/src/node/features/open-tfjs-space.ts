import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { GanregError } from '../../errors/ganreg-error.ts';
import type { ImageSpace } from '../../metrics/image-space.ts';
import { readLayersModel } from './layers-model.ts';

export interface OwnSpaceOptions {
  /** Side that images are resized to; what the model declares by default. */
  readonly side?: number | undefined;
  /** What black and white are to the network. */
  readonly range?: readonly [number, number] | undefined;
}

export const spaceUnsuitable = (file: string, why: string, fix: string): GanregError =>
  new GanregError('SPACE_UNSUITABLE', `${file} ${why}`, { path: 'study.evaluate.spaces', fix });

/** Everything that decides the features: two spaces with one hash give one number. */
export const spaceHash = (weights: string, side: number, range: readonly [number, number]): string =>
  createHash('sha256').update(`${weights}, ${side}, ${range[0]} to ${range[1]}`).digest('hex');

/**
 * A feature space of your own: a tfjs LayersModel that sees RGB images. Features are its output `[B, d]`, or the spatial means of
 * `[B, H, W, d]`. Runs on the current engine.
 * @throws GanregError CONFIG_UNREADABLE, SPACE_UNSUITABLE
 */
export const openTfjsSpace = async (
  file: string,
  { side: asked, range = [-1, 1] }: OwnSpaceOptions,
): Promise<ImageSpace> => {
  const { model, weightsHash } = await readLayersModel(file);
  const [input] = model.inputs;
  const [output] = model.outputs;
  const side = asked ?? input?.shape[1] ?? undefined;
  const dimension = output?.shape.at(-1) ?? undefined;
  const rank = output?.shape.length;
  if (model.inputs.length !== 1 || dimension === undefined || (rank !== 2 && rank !== 4)) {
    throw spaceUnsuitable(
      file,
      'does not turn one image into features.',
      'cut it where its output is [B, d] or [B, H, W, d]',
    );
  }
  if (side === undefined)
    throw spaceUnsuitable(file, 'sees images of any size.', 'say which: { use: tfjs, path: …, side: 64 }');
  const [low, high] = range;
  const hash = spaceHash(weightsHash, side, range);
  return {
    name: `${basename(dirname(file))}-${hash.slice(0, 8)}`,
    weightsHash: hash,
    side,
    dimension,
    embed: async ({ values, count, height, width, channels }) => {
      const features = tf.tidy(() => {
        const grey = tf.tensor4d(values, [count, height, width, channels]);
        const rgb = channels === 1 ? tf.tile(grey, [1, 1, 1, 3]) : grey;
        const seen = tf.add(tf.mul(rgb, (high - low) / 255), low);
        const found = model.predict(seen) as tf.Tensor;
        return found.rank === 4 ? tf.mean(found, [1, 2]) : found;
      });
      try {
        return await features.data<'float32'>();
      } finally {
        features.dispose();
      }
    },
    dispose: () => {
      model.dispose();
    },
  };
};
