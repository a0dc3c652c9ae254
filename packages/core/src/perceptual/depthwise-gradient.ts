import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Gradient of a depthwise convolution in its input: a depthwise convolution of the zero-stuffed output gradient with the
 * mirrored kernel. Needs only kernels that every backend has, and is differentiable in `dy` by the same means.
 *
 * @param shape of the input, `[B, H, W, C]`
 * @param kernel `[h, w, C, 1]`; `mirrored` is the same turned by 180°
 */
export function depthwiseInputGradient(
  dy: Tensor4D,
  shape: Tensor4D['shape'],
  kernel: Tensor4D,
  mirrored: Tensor4D,
  stride: number,
  padding: 'same' | 'valid',
): Tensor4D {
  const [, height, width] = shape;
  const [kernelHeight, kernelWidth] = kernel.shape;
  const [, outHeight, outWidth] = dy.shape;
  const rows = margins(height, outHeight, kernelHeight, stride, padding);
  const columns = margins(width, outWidth, kernelWidth, stride, padding);
  return filterDepthwise(padOrCrop(stuffZeros(dy, stride), rows, columns), mirrored, kernel);
}

function filterDepthwise(x: Tensor4D, kernel: Tensor4D, mirrored: Tensor4D): Tensor4D {
  const apply = tf.customGrad<Tensor4D>((...given) => {
    const [input] = given as unknown as readonly [Tensor4D];
    return {
      value: tf.depthwiseConv2d(input, kernel, 1, 'valid'),
      gradFunc: (dy) => depthwiseInputGradient(dy, input.shape, kernel, mirrored, 1, 'valid'),
    };
  });
  return apply(x);
}

/** How much to add before and after the zero-stuffed gradient, so that a valid convolution gives back the input's side. */
function margins(
  side: number,
  out: number,
  kernel: number,
  stride: number,
  padding: 'same' | 'valid',
): readonly [number, number] {
  const paddedBefore = padding === 'same' ? Math.floor(Math.max(0, (out - 1) * stride + kernel - side) / 2) : 0;
  const before = kernel - 1 - paddedBefore;
  return [before, side + kernel - 1 - ((out - 1) * stride + 1) - before];
}

/** Puts `stride − 1` zeros between neighbours: side n becomes (n − 1) · stride + 1. */
function stuffZeros(x: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const wide = tf.reshape(
    tf.pad(tf.reshape(x, [batch * height, width, 1, channels]), [
      [0, 0],
      [0, 0],
      [0, stride - 1],
      [0, 0],
    ]),
    [batch, height, 1, width * stride * channels],
  );
  const high = tf.reshape(
    tf.pad(wide, [
      [0, 0],
      [0, 0],
      [0, stride - 1],
      [0, 0],
    ]),
    [batch, height * stride, width * stride, channels],
  );
  return tf.slice(
    high,
    [0, 0, 0, 0],
    [batch, (height - 1) * stride + 1, (width - 1) * stride + 1, channels],
  ) as Tensor4D;
}

/** A negative margin crops: a stride may jump over the input's last rows, and a 1×1 kernel over more of them. */
function padOrCrop(x: Tensor4D, rows: readonly [number, number], columns: readonly [number, number]): Tensor4D {
  const sides = [...rows, ...columns];
  if (sides.every((side) => side === 0)) return x;
  const [top, bottom, left, right] = sides.map((side) => Math.max(0, side)) as [number, number, number, number];
  const padded = tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  if (sides.every((side) => side >= 0)) return padded;
  const [cutTop, cutBottom, cutLeft, cutRight] = sides.map((side) => Math.max(0, -side)) as [
    number,
    number,
    number,
    number,
  ];
  const [batch, height, width, channels] = padded.shape;
  return tf.slice(
    padded,
    [0, cutTop, cutLeft, 0],
    [batch, height - cutTop - cutBottom, width - cutLeft - cutRight, channels],
  );
}
