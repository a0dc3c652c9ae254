import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../ops/stop-gradient.ts';
import { defineGradient } from './define.ts';

/** Sums a gradient over the axes that were broadcast. */
function unbroadcast(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

const asNumbers = (mask: tf.Tensor): tf.Tensor => tf.cast(mask, 'float32');

/** Operations that choose among values: the choice is frozen, so every derivative after the first is that of a mask. */
export function installSelectionGradients(): void {
  defineGradient('Maximum', ['a', 'b'], (dy, { a, b }) => {
    const mask = (): tf.Tensor => asNumbers(tf.greaterEqual(stopGradient(a), stopGradient(b)));
    return {
      a: () => unbroadcast(tf.mul(dy, mask()), a.shape),
      b: () => unbroadcast(tf.mul(dy, tf.sub(1, mask())), b.shape),
    };
  });
  defineGradient('Minimum', ['a', 'b'], (dy, { a, b }) => {
    const mask = (): tf.Tensor => asNumbers(tf.lessEqual(stopGradient(a), stopGradient(b)));
    return {
      a: () => unbroadcast(tf.mul(dy, mask()), a.shape),
      b: () => unbroadcast(tf.mul(dy, tf.sub(1, mask())), b.shape),
    };
  });
  defineGradient('ClipByValue', ['x'], (dy, { x }, { clipValueMin, clipValueMax }: tf.ClipByValueAttrs) => ({
    x: () => {
      const constant = stopGradient(x);
      const inside = tf.logicalAnd(tf.greaterEqual(constant, clipValueMin), tf.lessEqual(constant, clipValueMax));
      return tf.mul(dy, asNumbers(inside));
    },
  }));
  for (const [kernel, extreme] of [
    ['Max', tf.max],
    ['Min', tf.min],
  ] as const)
    defineGradient(kernel, ['x'], (dy, { x }, { reductionIndices }: tf.MaxAttrs) => ({
      x: () => {
        const axes = tf.util.parseAxisParam(reductionIndices, x.shape);
        const constant = stopGradient(x);
        const chosen = asNumbers(tf.equal(constant, extreme(constant, axes, true)));
        const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
        return tf.mul(tf.reshape(dy, kept), chosen);
      },
    }));
}
