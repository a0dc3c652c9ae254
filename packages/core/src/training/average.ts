import * as tf from '@tensorflow/tfjs-core';
import type { Plan } from '../plan/types.ts';
import type { NetworkVariables } from './network-state.ts';

/**
 * What the average keeps of itself: β = 0.5^(images per step / half-life in images) (Karras et al. 2018). With a ramp the
 * half-life is at most this share of the images seen before the step, so that the first average is the generator itself.
 */
export const retention = (
  { emaImages = 0, emaRampUp, imagesPerStep }: Pick<Plan, 'emaImages' | 'emaRampUp' | 'imagesPerStep'>,
  step: number,
): number => {
  const halfLife = emaRampUp === undefined ? emaImages : Math.min(emaImages, step * imagesPerStep * emaRampUp);
  return 0.5 ** (imagesPerStep / Math.max(halfLife, 1e-9));
};

/** Moves the average towards the generator: parameters keep β of themselves, buffers are copied. */
export const updateAverage = (average: NetworkVariables, live: NetworkVariables, beta: number): void => {
  tf.tidy(() => {
    for (const [path, value] of average.parameters) {
      const now = live.parameters.get(path);
      if (now !== undefined) value.assign(tf.add(tf.mul(value, beta), tf.mul(now, 1 - beta)));
    }
    for (const [path, value] of average.buffers) {
      const now = live.buffers.get(path);
      if (now !== undefined) value.assign(tf.clone(now));
    }
  });
};
