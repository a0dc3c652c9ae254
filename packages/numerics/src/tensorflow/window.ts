import type * as tf from '@tensorflow/tfjs-core';

/** Zeros around an image, in pixels. */
export interface Border {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

type Info = tf.backend_util.Conv2DInfo;

/**
 * The border after which a convolution or pooling without padding gives the output size that tfjs promises, whatever
 * kind of padding and of rounding was asked for.
 */
export function borderOf(info: Info): Border {
  const after = (size: number, before: number, out: number, stride: number, filter: number, dilation: number): number =>
    Math.max(0, (out - 1) * stride + (filter - 1) * dilation + 1 - size - before);
  const { top, left } = info.padInfo;
  return {
    top,
    left,
    bottom: after(info.inHeight, top, info.outHeight, info.strideHeight, info.filterHeight, info.dilationHeight),
    right: after(info.inWidth, left, info.outWidth, info.strideWidth, info.filterWidth, info.dilationWidth),
  };
}

/** Per-axis pairs for [B, H, W, C]. */
export const asPaddings = ({ top, bottom, left, right }: Border): [number, number][] => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
