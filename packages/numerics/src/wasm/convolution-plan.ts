import * as tf from '@tensorflow/tfjs-core';

type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> &
  Partial<Pick<tf.Conv2DAttrs, 'dilations'>> & { readonly dataFormat?: string };

/** The sizes of one convolution, by the shapes of its input and filter. */
export interface ConvolutionPlan {
  readonly batch: number;
  readonly input: Plane;
  readonly output: Plane;
  readonly filter: { readonly height: number; readonly width: number };
  readonly stride: { readonly height: number; readonly width: number };
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}
interface Plane {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Whether a convolution is faster as one matrix product with the taps side by side (`columns.ts`) than as XNNPACK's convolutions:
 *
 * - with few input channels, which leave its vector units mostly empty (gradients only: forward it has a kernel for that);
 * - with few pixels an image and a large filter, which it reads anew for every image.
 */
export function prefersColumns(plan: ConvolutionPlan, pass: 'forward' | 'gradient'): boolean {
  const { batch, input, output, filter } = plan;
  if (pass === 'gradient' && input.channels < 8) return true;
  const filterSize = filter.height * filter.width * input.channels * output.channels;
  return batch > 1 && output.height * output.width <= 32 && filterSize >= 65_536;
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
    top: info.padInfo.top,
    bottom: info.padInfo.bottom,
    left: info.padInfo.left,
    right: info.padInfo.right,
  };
}

/** Zeros before and after one axis; negative crops. */
export type Border = readonly [number, number];
