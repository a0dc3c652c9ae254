import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './define.ts';
import { padAxis, part, spread } from './spacing.ts';

/** Folds the mirrored borders of one axis back onto where they came from. */
function foldBorders(dy: tf.Tensor, axis: number, [low, high]: readonly [number, number], offset: number): tf.Tensor {
  const size = (dy.shape[axis] ?? 0) - low - high;
  const inner = part(dy, axis, low, size);
  const borders = [
    { length: low, from: 0, before: offset },
    { length: high, from: low + size, before: size - offset - high },
  ];
  return borders
    .filter(({ length }) => length > 0)
    .reduce((folded, { length, from, before }) => {
      const mirrored = tf.reverse(part(dy, axis, from, length), axis);
      return tf.add(folded, padAxis(mirrored, axis, before, size - before - length));
    }, inner);
}

/** Puts the entries that a strided slice took from one axis back where they were. */
function unslice(dy: tf.Tensor, axis: number, size: number, from: number, stride: number): tf.Tensor {
  const taken = dy.shape[axis] ?? 0;
  const forward = stride < 0 ? tf.reverse(dy, axis) : dy;
  const first = stride < 0 ? from + (taken - 1) * stride : from;
  const wide = spread(forward, axis, Math.abs(stride));
  return padAxis(wide, axis, first, size - first - (wide.shape[axis] ?? 0));
}

/** Rearrangements: stock tfjs merely crops the gradient of mirrorPad (wrong) and has none for depthToSpace and stridedSlice. */
export function installShapeGradients(): void {
  defineGradient('MirrorPad', [], (dy, _, { paddings, mode }: tf.MirrorPadAttrs) => ({
    x: () =>
      paddings.reduce((folded, border, axis) => foldBorders(folded, axis, border, mode === 'reflect' ? 1 : 0), dy),
  }));
  defineGradient('DepthToSpace', [], (dy, _, { blockSize, dataFormat }: tf.DepthToSpaceAttrs) => ({
    x: () => {
      if (dataFormat !== 'NHWC') throw new Error('the gradient of depthToSpace is written for NHWC');
      const [batch = 1, height = 1, width = 1, channels = 1] = dy.shape;
      const [rows, columns] = [height / blockSize, width / blockSize];
      const blocks = tf.reshape(dy, [batch * rows, blockSize, columns, blockSize * channels]);
      return tf.reshape(tf.transpose(blocks, [0, 2, 1, 3]), [batch, rows, columns, blockSize * blockSize * channels]);
    },
  }));
  defineGradient('StridedSlice', ['x'], (dy, { x }, attributes: tf.StridedSliceAttrs) => ({
    x: () => {
      const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
      const plain = tf.slice_util.sliceInfo(
        x.shape,
        attributes.begin,
        attributes.end,
        attributes.strides,
        beginMask,
        endMask,
        ellipsisMask,
        newAxisMask,
        shrinkAxisMask,
      );
      const taken = tf.slice_util.computeOutShape(plain.begin, plain.end, plain.strides);
      // a shrunk axis has length one in the dense slice; a new one does not occur in it
      return x.shape.reduce(
        (partial, size, axis) => unslice(partial, axis, size, plain.begin[axis] ?? 0, plain.strides[axis] ?? 1),
        tf.reshape(dy, taken),
      );
    },
  }));
}
