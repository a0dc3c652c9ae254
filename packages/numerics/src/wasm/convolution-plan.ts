import * as tf from '@tensorflow/tfjs-core';
import type { Tap } from './product/windows.ts';

type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> &
  Partial<Pick<tf.Conv2DAttrs, 'dilations'>> & { readonly dataFormat?: string };

/** The sizes of one convolution, by the shapes of its input and filter. */
export interface ConvolutionPlan {
  readonly batch: number;
  readonly input: Plane;
  readonly output: Plane;
  readonly filter: Size;
  readonly stride: Size;
  readonly dilation: Size;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}
interface Size {
  readonly height: number;
  readonly width: number;
}
interface Plane extends Size {
  readonly channels: number;
}

export function planConvolution(inputShape: number[], filterShape: number[], attributes: Attributes): ConvolutionPlan {
  if (attributes.dataFormat === 'NCHW') throw new Error('the wasm engine computes convolutions in NHWC only');
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    input: { height: info.inHeight, width: info.inWidth, channels: info.inChannels },
    output: { height: info.outHeight, width: info.outWidth, channels: info.outChannels },
    filter: { height: info.filterHeight, width: info.filterWidth },
    stride: { height: info.strideHeight, width: info.strideWidth },
    dilation: { height: info.dilationHeight, width: info.dilationWidth },
    top: info.padInfo.top,
    bottom: info.padInfo.bottom,
    left: info.padInfo.left,
    right: info.padInfo.right,
  };
}

/** Where the taps of the filter, row after row, look from the first pixel of an output's window. */
export function tapsOf({ filter, dilation, top, left }: ConvolutionPlan): readonly Tap[] {
  return Array.from({ length: filter.height * filter.width }, (_, tap) => ({
    y: Math.floor(tap / filter.width) * dilation.height - top,
    x: (tap % filter.width) * dilation.width - left,
  }));
}
