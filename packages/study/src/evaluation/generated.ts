import * as tf from '@tensorflow/tfjs-core';
import type { Plan } from '@ganreg/core';
import { toBytes } from '@ganreg/core/metrics';
import type { SavedRun } from '@ganreg/core/node';
import { latentsOf, samplerFrom } from '@ganreg/core/training';
import { createRandom } from '@ganreg/numerics/random';
import { imagesOf, pointsOf, type Samples } from './samples.ts';

/** Images made at once: bounds memory whatever the count. */
const chunk = 250;

/** Noise inputs of one chunk of one sampling: the same for every arm, another for each. */
const noiseSeed = (seed: number, sampling: number, at: number): number =>
  createRandom(seed)
    .stream(`evaluation/${sampling}/noise`)
    .at(at)
    .integers(1, 2 ** 31 - 1)[0] ?? seed;

const withSeed = (plan: Plan, seed: number): Plan => ({ ...plan, config: { ...plan.config, seed } });

/**
 * Samples of a saved run's averaged generator as metrics see them: images as bytes, quantised once. Latents depend on the run's
 * seed and the number of the sampling alone, so that arms of one seed are compared on the same latents.
 */
export const generatedSamples = async (run: SavedRun, count: number, sampling: number): Promise<Samples> => {
  const { plan, snapshot } = run;
  const { model, config } = plan;
  const { resolution, channels, latentSize } = model;
  const forwards = await plan.family.load();
  const size = resolution * resolution * channels;
  const points = resolution === 1;
  const kept = points ? new Float32Array(count * size) : new Uint8Array(count * size);
  const latents = latentsOf(config.seed, count, latentSize, `latents/evaluation/${sampling}`);
  try {
    for (let from = 0; from < count; from += chunk) {
      const sampler = samplerFrom(withSeed(plan, noiseSeed(config.seed, sampling, from)), forwards, snapshot);
      const part = tf.slice2d(latents, [from, 0], [Math.min(chunk, count - from), -1]);
      const images = sampler.images(part);
      const values = await images.data<'float32'>();
      kept.set(points ? values : toBytes(values), from * size);
      tf.dispose([part, images]);
      sampler.dispose();
    }
  } finally {
    latents.dispose();
  }
  return kept instanceof Uint8Array
    ? imagesOf(kept, { height: resolution, width: resolution, channels })
    : pointsOf(kept);
};
