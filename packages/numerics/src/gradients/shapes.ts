import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './define.ts';

/** Part of one axis. */
function part(x: tf.Tensor, axis: number, from: number, length: number): tf.Tensor {
  const begin = x.shape.map((_, at) => (at === axis ? from : 0));
  return tf.slice(x, begin, x.shape.with(axis, length));
}

/** Zeros before and after along one axis. */
function padAxis(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
  if (before === 0 && after === 0) return x;
  return tf.pad(
    x,
    x.shape.map((_, at): [number, number] => (at === axis ? [before, after] : [0, 0])),
  );
}

/** Folds the mirrored borders of one axis back onto where they came from. */
function foldBorders(dy: tf.Tensor, axis: number, [low, high]: readonly [number, number], offset: number): tf.Tensor {
  const size = (dy.shape[axis] ?? 0) - low - high;
  let folded = part(dy, axis, low, size);
  if (low > 0)
    folded = tf.add(folded, padAxis(tf.reverse(part(dy, axis, 0, low), axis), axis, offset, size - offset - low));
  if (high > 0) {
    const border = tf.reverse(part(dy, axis, low + size, high), axis);
    folded = tf.add(folded, padAxis(border, axis, size - offset - high, offset));
  }
  return folded;
}

/** Puts `stride - 1` zeros after each entry of an axis. */
function widen(x: tf.Tensor, axis: number, stride: number): tf.Tensor {
  if (stride === 1) return x;
  const size = x.shape[axis] ?? 0;
  const rows = tf.reshape(x, [
    tf.util.sizeFromShape(x.shape.slice(0, axis + 1)),
    1,
    tf.util.sizeFromShape(x.shape.slice(axis + 1)),
  ]);
  return tf.reshape(padAxis(rows, 1, 0, stride - 1), x.shape.with(axis, size * stride));
}

/** Rearrangements: stock tfjs merely crops the gradient of mirrorPad (wrong) and has none for the other two. */
export function installShapeGradients(): void {
  defineGradient('MirrorPad', [], (dy, _, { paddings, mode }: tf.MirrorPadAttrs) => ({
    x: () =>
      paddings.reduce((folded, border, axis) => foldBorders(folded, axis, border, mode === 'reflect' ? 1 : 0), dy),
  }));
  defineGradient('DepthToSpace', [], (dy, _, { blockSize }: tf.DepthToSpaceAttrs) => ({
    x: () => {
      const [batch = 1, height = 1, width = 1, channels = 1] = dy.shape;
      const [rows, columns] = [height / blockSize, width / blockSize];
      const blocks = tf.reshape(dy, [batch * rows, blockSize, columns, blockSize * channels]);
      return tf.reshape(tf.transpose(blocks, [0, 2, 1, 3]), [batch, rows, columns, blockSize * blockSize * channels]);
    },
  }));
  defineGradient('StridedSlice', ['x'], (dy, { x }, attributes: tf.StridedSliceAttrs) => ({
    x: () => {
      const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask, begin, strides } = attributes;
      if (beginMask || endMask || ellipsisMask || newAxisMask || shrinkAxisMask || strides.some((stride) => stride < 1))
        throw new Error('The gradient of stridedSlice covers positive strides without masks; use slice and reverse.');
      return x.shape.reduce((partial, size, axis) => {
        const start = begin[axis] ?? 0;
        const from = start < 0 ? start + size : start;
        const wide = widen(partial, axis, strides[axis] ?? 1);
        const fits = Math.min(wide.shape[axis] ?? 0, size - from);
        return padAxis(part(wide, axis, 0, fits), axis, from, size - from - fits);
      }, dy);
    },
  }));
}
