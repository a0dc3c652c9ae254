import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../gradients/define.ts';
import { inOnePass } from '../native/overlay.ts';
import { areNeighbours } from '../native/reductions.ts';

/**
 * The mean of squares, the same bits as `tf.mean(tf.square(x), axes, keepDims)`. In one pass on `wasm+native`, over axes side by side.
 * Differentiable to any order.
 *
 * @param x of any shape
 * @param axes in order; none of them negative
 */
export function meanSquare(x: tf.Tensor, axes: number[], keepDims = false): tf.Tensor {
  if (!inOnePass(x) || !areNeighbours(axes)) return tf.mean(tf.square(x), axes, keepDims);
  return runKernel('SumOfSquares', { x }, { axis: axes, keepDims, isMean: true });
}
