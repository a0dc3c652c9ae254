import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './define.ts';

/** The gradient of a sum: `dy` spread over the summed axes; a broadcast from `fill`, because `tf.ones` is built in JavaScript. */
function spread(dy: tf.Tensor, shape: number[], axes: readonly number[]): tf.Tensor {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const column = tf.reshape(dy, kept);
  return tf.util.arraysEqual(kept, shape) ? column : tf.mul(tf.fill(shape, 1), column);
}

/** Sums and means (faster than stock) and tiling of any rank (stock throws above rank 4). */
export function installReductionGradients(): void {
  defineGradient('Sum', ['x'], (dy, { x }, { axis }: tf.SumAttrs) => ({
    x: () => spread(dy, x.shape, tf.util.parseAxisParam(axis, x.shape)),
  }));
  defineGradient('Mean', ['x'], (dy, { x }, { axis }: tf.MeanAttrs) => ({
    x: () => {
      const axes = tf.util.parseAxisParam(axis, x.shape);
      const count = axes.reduce((total, at) => total * (x.shape[at] ?? 1), 1);
      return spread(tf.mul(dy, 1 / count), x.shape, axes);
    },
  }));
  defineGradient('Tile', ['x'], (dy, { x }, { reps }: tf.TileAttrs) => ({
    x: () =>
      x.shape.reduce((partial, size, axis) => {
        const times = reps[axis] ?? 1;
        if (times === 1) return partial;
        const before = partial.shape.slice(0, axis);
        const after = partial.shape.slice(axis + 1);
        const copies = tf.reshape(partial, [tf.util.sizeFromShape(before), times, size * tf.util.sizeFromShape(after)]);
        return tf.reshape(tf.sum(copies, 1), [...before, size, ...after]);
      }, dy),
  }));
}
