import type * as tf from '@tensorflow/tfjs-core';

/** Activations a family may offer. `softplus`, `tanh`, `swish` and `elu` are smooth, which finite-difference checks need. */
export const activations = ['leaky-relu', 'relu', 'elu', 'swish', 'softplus', 'tanh'] as const;
export type Activation = (typeof activations)[number];

/** Applies an activation; leaky ReLU has slope 0.2. */
export const activate = <T extends tf.Tensor>(tensors: typeof tf, activation: Activation, x: T): T => {
  switch (activation) {
    case 'leaky-relu':
      return tensors.leakyRelu(x, 0.2);
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
