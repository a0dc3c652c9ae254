import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../ops/stop-gradient.ts';
import { defineGradient, runKernel } from './define.ts';
import { unbroadcast } from './unbroadcast.ts';

const asNumbers = (mask: tf.Tensor): tf.Tensor => tf.cast(mask, 'float32');

/** Operations that choose among values: the choice is frozen, so every derivative after the first is that of a mask. */
export function installSelectionGradients(): void {
  for (const [kernel, wins] of [
    ['Maximum', tf.greaterEqual],
    ['Minimum', tf.lessEqual],
  ] as const)
    defineGradient(kernel, ['a', 'b'], (dy, { a, b }) => {
      const first = (): tf.Tensor => asNumbers(wins(stopGradient(a), stopGradient(b)));
      return {
        a: () => unbroadcast(tf.mul(dy, first()), a.shape),
        b: () => unbroadcast(tf.mul(dy, tf.sub(1, first())), b.shape),
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
    defineGradient(kernel, ['x'], (dy, { x }, attributes: Partial<tf.MaxAttrs & tf.MinAttrs>) => ({
      x: () => {
        // two names for the same attribute; neither, or null, means all axes
        const reduced = attributes.reductionIndices ?? attributes.axis ?? x.shape.map((_, axis) => axis);
        const axes = tf.util.parseAxisParam(reduced, x.shape);
        const constant = stopGradient(x);
        const chosen = asNumbers(tf.equal(constant, extreme(constant, axes, true)));
        const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
        return tf.mul(tf.reshape(dy, kept), chosen);
      },
    }));
  defineGradient('GatherV2', ['x', 'indices'], (dy, { x, indices }, attributes: tf.GatherV2Attrs) => ({
    x: () => scatterBack(dy, x.shape, indices, attributes),
  }));
  // stock: right, but through chained operations that tfjs-core alone does not have
  defineGradient('UnsortedSegmentSum', ['segmentIds'], (dy, { segmentIds }) => ({
    x: () => tf.gather(dy, tf.cast(segmentIds, 'int32')),
  }));
}

/** The adjoint of a gather: adds each entry of `dy` to where it was taken from. */
function scatterBack(
  dy: tf.Tensor,
  shape: number[],
  indices: tf.Tensor,
  { axis, batchDims }: tf.GatherV2Attrs,
): tf.Tensor {
  const [at = 0] = tf.util.parseAxisParam(axis, shape);
  const size = tf.util.sizeFromShape;
  const batch = size(shape.slice(0, batchDims));
  const middle = size(shape.slice(batchDims, at));
  const inner = size(shape.slice(at + 1));
  const rows = shape[at] ?? 1;
  const taken = indices.size / batch;
  const entries = tf.reshape(tf.transpose(tf.reshape(dy, [batch, middle, taken, inner]), [0, 2, 1, 3]), [
    batch * taken,
    middle * inner,
  ]);
  // batches side by side: each has its own range of segments
  const starts = tf.reshape(tf.range(0, batch * rows, rows, 'int32'), [batch, 1]);
  const segments = tf.reshape(tf.add(tf.reshape(tf.cast(indices, 'int32'), [batch, taken]), starts), [batch * taken]);
  const sums = runKernel('UnsortedSegmentSum', { x: entries, segmentIds: segments }, { numSegments: batch * rows });
  return tf.reshape(tf.transpose(tf.reshape(sums, [batch, rows, middle, inner]), [0, 2, 1, 3]), shape);
}
