import type * as tf from '@tensorflow/tfjs-core';
import type { Tools } from './family.ts';

/** Activations a family may offer. `softplus`, `tanh`, `swish` and `elu` are smooth, which finite-difference checks need. */
export const activations = ['leaky-relu', 'relu', 'elu', 'swish', 'softplus', 'tanh'] as const;
export type Activation = (typeof activations)[number];

const slope = 0.2;

/** Applies an activation; leaky ReLU has slope 0.2. */
export const activate = <T extends tf.Tensor>(tensors: typeof tf, activation: Activation, x: T): T => {
  switch (activation) {
    case 'leaky-relu':
      return tensors.leakyRelu(x, slope);
    case 'relu':
      return tensors.relu(x);
    case 'elu':
      return tensors.elu(x);
    case 'swish':
      return tensors.mul(x, tensors.sigmoid(x));
    case 'softplus':
      return tensors.softplus(x);
    case 'tanh':
      return tensors.tanh(x);
  }
};

/** The activation of x + bias, `[..., C]` and `[C]`. */
export const biasAndActivation = <T extends tf.Tensor>(
  { tf: tensors, ops }: Tools,
  activation: Activation,
  x: T,
  bias: tf.Tensor,
): T =>
  activation === 'leaky-relu'
    ? ops.biasLeakyRelu(x, bias, slope)
    : activate(tensors, activation, tensors.add<T>(x, bias));
