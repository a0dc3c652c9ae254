import type { Tools } from '@ganreg/core';
import * as tf from '@tensorflow/tfjs-core';

const smooth = {
  ...tf,
  relu: (x: tf.Tensor) => tf.softplus(x),
  leakyRelu: (x: tf.Tensor, slope = 0.2) => tf.add(tf.mul(x, slope), tf.mul(tf.softplus(x), 1 - slope)),
} as typeof tf;

/**
 * Tools for a network whose gradients are to be compared with difference quotients, which kinks spoil: ReLU is softplus, leaky ReLU
 * bends as far. A family that gets them has smooth networks of the same shape.
 */
export const withoutKinks = ({ ops }: Tools): Tools => ({
  tf: smooth,
  ops: { ...ops, biasLeakyRelu: (x, bias, slope) => smooth.leakyRelu(tf.add(x, bias), slope) },
});
