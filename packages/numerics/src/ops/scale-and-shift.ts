import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../gradients/define.ts';
import { inOnePass } from '../native/overlay.ts';

/**
 * x · scale + shift for each channel, the same bits as the two operations. In one pass on `wasm+native`, forward and back.
 * Differentiable to any order.
 *
 * @param x [..., C]
 * @param scale [C]
 * @param shift [C]
 */
export function scaleAndShift<T extends tf.Tensor>(x: T, scale: tf.Tensor, shift: tf.Tensor): T {
  if (!inOnePass(x, scale, shift)) return tf.add(tf.mul<T>(x, scale), shift);
  for (const { shape } of [scale, shift]) tf.util.assertShapesMatch(shape, x.shape.slice(-1), 'scaleAndShift: ');
  return runKernel('ScaleAndShift', { x, scale, shift }) as T;
}
