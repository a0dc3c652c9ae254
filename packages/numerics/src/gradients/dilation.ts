import type * as tf from '@tensorflow/tfjs-core';
import { every, spread } from './spacing.ts';

/** A filter [H, W, I, O] with `down - 1` and `across - 1` zeros between neighbouring taps. */
export function insertZeros(filter: tf.Tensor, down: number, across: number): tf.Tensor {
  return spread(spread(filter, 0, down), 1, across);
}

/** Every `down`-th row and `across`-th column of a filter: the adjoint of `insertZeros`. */
export function keepEvery(filter: tf.Tensor, down: number, across: number): tf.Tensor {
  const [height = 1, width = 1] = filter.shape;
  const rows = every(filter, 0, 0, down, Math.ceil(height / down));
  return every(rows, 1, 0, across, Math.ceil(width / across));
}
