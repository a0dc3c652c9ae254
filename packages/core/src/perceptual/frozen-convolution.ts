import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** A constant kernel with its mirror image, which carries gradients back. */
export interface FrozenKernel {
  readonly depthwise: boolean;
  readonly forward: Tensor4D;
  readonly backward: Tensor4D;
}

/** Keeps two tensors until `disposeKernel`. `shape` is `[h, w, in, out]`, or `[h, w, channels, 1]` if depthwise. */
export function frozenKernel(
  values: Float32Array,
  shape: readonly [number, number, number, number],
  depthwise: boolean,
): FrozenKernel {
  return tf.tidy(() => {
    const forward = tf.tensor4d(values, [...shape]);
    const mirrored = tf.reverse(forward, [0, 1]);
    const backward: Tensor4D = depthwise ? mirrored : tf.transpose(mirrored, [0, 1, 3, 2]);
    return { depthwise, forward: tf.keep(forward), backward: tf.keep(backward) };
  });
}

export function disposeKernel({ forward, backward }: FrozenKernel): void {
  tf.dispose([forward, backward]);
}

/**
 * Convolution with a constant kernel, differentiable in `x` to any order. The gradient is itself a convolution, of the
 * zero-stuffed output gradient with the mirrored kernel: it needs no kernel that the wasm backend lacks (it has no
 * gradient of a depthwise convolution) and runs at the speed of a forward.
 */
export function frozenConvolution(
  x: Tensor4D,
  kernel: FrozenKernel,
  stride: number,
  padding: 'same' | 'valid',
): Tensor4D {
  const apply = tf.customGrad<Tensor4D>((...inputs) => {
    // The types promise tensors of any rank and a save function; what arrives here is `x`.
    const [image] = inputs as unknown as readonly [Tensor4D];
    return {
      value: kernel.depthwise
        ? tf.depthwiseConv2d(image, kernel.forward, stride, padding)
        : tf.conv2d(image, kernel.forward, stride, padding),
      gradFunc: (dy) => backward(dy, image.shape, kernel, stride, padding),
    };
  });
  return apply(x);
}

function backward(
  dy: Tensor4D,
  input: Tensor4D['shape'],
  kernel: FrozenKernel,
  stride: number,
  padding: 'same' | 'valid',
): Tensor4D {
  const [, height, width] = input;
  const [kernelHeight, kernelWidth] = kernel.forward.shape;
  const [, outHeight, outWidth] = dy.shape;
  const rows = margins(height, outHeight, kernelHeight, stride, padding);
  const columns = margins(width, outWidth, kernelWidth, stride, padding);
  const spread = padOrCrop(stuffZeros(dy, stride), rows, columns);
  const mirrored = { ...kernel, forward: kernel.backward, backward: kernel.forward };
  return frozenConvolution(spread, mirrored, 1, 'valid');
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
