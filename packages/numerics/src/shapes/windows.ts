import * as tf from '@tensorflow/tfjs-core';
import type { Call, Given, Rule } from './rules.ts';

type Shape4D = [number, number, number, number];

const convolution =
  (depthwise: boolean): Rule =>
  ({ input, attributes }) => {
    const { strides, dilations, pad, dimRoundingMode, dataFormat } = attributes as unknown as tf.Conv2DAttrs;
    const info = tf.backend_util.computeConv2DInfo(
      input('x').shape as Shape4D,
      input('filter').shape as Shape4D,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
      tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC'),
    );
    return { shape: info.outShape, dtype: 'float32' };
  };

const pool: Rule = ({ input, attributes }) => {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as tf.MaxPoolAttrs;
  const info = tf.backend_util.computePool2DInfo(
    input('x').shape as Shape4D,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return { shape: info.outShape, dtype: input('x').dtype };
};

const sized = ({ attributes }: Call, attribute: string): Given => ({
  shape: attributes[attribute] as number[],
  dtype: 'float32',
});

const resized: Rule = ({ input, attributes }) => {
  const [batch = 1, , , channels = 1] = input('images').shape;
  return { shape: [batch, ...(attributes['size'] as [number, number]), channels], dtype: 'float32' };
};

/** Convolutions, pooling, resizing and their gradients. */
export const windowRules: Readonly<Record<string, Rule>> = {
  Conv2D: convolution(false),
  FusedConv2D: convolution(false),
  DepthwiseConv2dNative: convolution(true),
  FusedDepthwiseConv2D: convolution(true),
  Conv2DBackpropInput: (call) => sized(call, 'inputShape'),
  Conv2DBackpropFilter: (call) => sized(call, 'filterShape'),
  DepthwiseConv2dNativeBackpropInput: (call) => sized(call, 'inputShape'),
  DepthwiseConv2dNativeBackpropFilter: (call) => sized(call, 'filterShape'),
  AvgPool: pool,
  MaxPool: pool,
  AvgPoolGrad: ({ input }) => input('input'),
  MaxPoolGrad: ({ input }) => input('input'),
  ResizeBilinear: resized,
  ResizeNearestNeighbor: resized,
  ResizeBilinearGrad: ({ input }) => input('images'),
  ResizeNearestNeighborGrad: ({ input }) => input('images'),
};
