import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../gradients/define.ts';
import { inOnePass } from '../native/overlay.ts';

/**
 * Leaky ReLU of x + bias, the same bits as `tf.leakyRelu(tf.add(x, bias), slope)`. In one pass on `wasm+native`, forward and back.
 * Differentiable to any order.
 *
 * @param x [..., C]
 * @param bias [C]
 * @param slope below zero, 0 for ReLU
 */
export function biasLeakyRelu<T extends tf.Tensor>(x: T, bias: tf.Tensor, slope = 0.2): T {
  if (!inOnePass(x, bias)) return tf.leakyRelu(tf.add<T>(x, bias), slope);
  tf.util.assertShapesMatch(bias.shape, x.shape.slice(-1), 'biasLeakyRelu: ');
  return runKernel('BiasLeakyRelu', { x, bias }, { slope }) as T;
}
