import * as tf from '@tensorflow/tfjs-core';
import { contract, parseEquation, type Steps } from '../einsum/contract.ts';
import { defineListGradient } from './define.ts';

const onTape: Steps<tf.Tensor> = {
  shapeOf: ({ shape }) => shape,
  transpose: tf.transpose,
  reshape: tf.reshape,
  sum: tf.sum,
  multiply: tf.matMul,
};

/** Einstein sums of one or two tensors; stock tfjs has no gradient for them. */
export function installEinsumGradient(): void {
  defineListGradient('Einsum', (dy, inputs, { equation }: tf.EinsumAttrs) => {
    const { operands, result } = parseEquation(equation);
    const lettered = inputs.map((tensor, at) => ({ tensor, letters: operands[at] ?? '' }));
    return lettered.map(({ tensor, letters }, own) => () => {
      const known = [{ tensor: dy, letters: result }, ...lettered.filter((_, at) => at !== own)];
      // an axis that only this operand has was summed: its gradient is the same all along it
      const elsewhere = (letter: string): boolean => known.some((other) => other.letters.includes(letter));
      const core = contract(onTape, known, letters.split('').filter(elsewhere).join(''));
      if (letters.split('').every(elsewhere)) return core;
      const thin = tensor.shape.map((size, axis) => (elsewhere(letters[axis] ?? '') ? size : 1));
      return tf.mul(tf.reshape(core, thin), tf.fill(tensor.shape, 1));
    });
  });
}
