import type { Gradients, Setup } from '@ganreg/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

export type Tools = Pick<Setup<unknown, unknown>, 'tf' | 'ops'>;

/** Inner product of two gradients; what only one of them has counts as 0. */
export const product = ({ tf }: Tools, one: Gradients, other: Gradients): Scalar => {
  const parts: Scalar[] = [];
  for (const [path, tensor] of one) {
    const partner = other.get(path);
    if (partner !== undefined) parts.push(tf.sum(tf.mul(tensor, partner)));
  }
  return parts.length === 0 ? tf.scalar(0) : parts.reduce((sum, part) => tf.add(sum, part));
};

/** Euclidean length over all parameters together. */
export const length = (tools: Tools, gradients: Gradients): Scalar =>
  tools.tf.sqrt(product(tools, gradients, gradients));

/** A gradient as constants. */
export const constant = ({ ops }: Tools, gradients: Gradients): Gradients =>
  new Map([...gradients].map(([path, tensor]) => [path, ops.stopGradient(tensor)]));

/** one + scale(other), over the parameters that either has. */
export const plus = (
  { tf }: Tools,
  one: ReadonlyMap<string, Tensor>,
  other: Gradients,
  scale: (tensor: Tensor) => Tensor,
): Gradients => {
  const sum = new Map(one);
  for (const [path, tensor] of other) {
    const known = sum.get(path);
    const scaled = scale(tensor);
    sum.set(path, known === undefined ? scaled : tf.add(known, scaled));
  }
  return sum;
};
