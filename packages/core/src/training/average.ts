import * as tf from '@tensorflow/tfjs-core';
import type { NetworkVariables } from './network-state.ts';

/**
 * Moves the average towards the generator: parameters by β = 0.5^(images per step / half-life in images) (Karras et al. 2018),
 * buffers are copied.
 */
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
