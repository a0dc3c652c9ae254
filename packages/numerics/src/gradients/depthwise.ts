import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './define.ts';
import { every, padAxis, spread } from './spacing.ts';

type Shape4D = [number, number, number, number];

/** What one axis of a depthwise convolution needs to be run backwards. */
interface Axis {
  readonly input: number;
  readonly output: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

/**
 * Depthwise convolution out of depthwise convolutions, products and sums, so that it is differentiable to any order. Stock wasm has
 * no kernels for its gradient, and no engine has a second derivative or one with dilations.
 */
export function installDepthwiseGradients(): void {
  const inputs = ['x', 'filter'] as const;
  defineGradient('DepthwiseConv2dNative', inputs, (dy, { x, filter }, attributes: tf.DepthwiseConv2dNativeAttrs) => {
    const { rows, columns } = axes(x, filter, attributes);
    return { x: () => toInput(dy, filter, rows, columns), filter: () => toFilter(x, dy, filter.shape, rows, columns) };
  });
}

function axes(x: tf.Tensor, filter: tf.Tensor, attributes: tf.DepthwiseConv2dNativeAttrs) {
  const { strides, pad, dilations, dimRoundingMode } = attributes;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as Shape4D,
    filter.shape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const rows: Axis = {
    input: info.inHeight,
    output: info.outHeight,
    taps: info.filterHeight,
    stride: info.strideHeight,
    dilation: info.dilationHeight,
    before: info.padInfo.top,
  };
  const columns: Axis = {
    input: info.inWidth,
    output: info.outWidth,
    taps: info.filterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    before: info.padInfo.left,
  };
  return { rows, columns };
}

/** Correlation of the spread-out gradient with the flipped filter. */
function toInput(dy: tf.Tensor, filter: tf.Tensor, rows: Axis, columns: Axis): tf.Tensor {
  const [, , channels = 1, multiplier = 1] = filter.shape;
  const wideFilter = spread(spread(tf.reverse(filter, [0, 1]), 0, rows.dilation), 1, columns.dilation);
  const [height = 1, width = 1] = wideFilter.shape;
  const full = [
    { axis: 1, reach: height - 1, ...rows },
    { axis: 2, reach: width - 1, ...columns },
  ].reduce((image, { axis, reach, stride, before, input }) => {
    const wide = spread(image, axis, stride);
    const low = reach - before;
    return padAxis(wide, axis, low, input + reach - low - (wide.shape[axis] ?? 0));
  }, dy);
  const flat = tf.reshape(wideFilter, [height, width, channels * multiplier, 1]) as tf.Tensor4D;
  const each = tf.depthwiseConv2d(full as tf.Tensor4D, flat, 1, 'valid');
  if (multiplier === 1) return each;
  const [batch, outHeight, outWidth] = each.shape;
  return tf.sum(tf.reshape(each, [batch, outHeight, outWidth, channels, multiplier]), 4);
}

/** For each tap the image seen through it, times the gradient, summed over places. */
function toFilter(x: tf.Tensor, dy: tf.Tensor, shape: number[], rows: Axis, columns: Axis): tf.Tensor {
  const [, , channels = 1, multiplier = 1] = shape;
  const [batch = 1, height = 1, width = 1] = dy.shape;
  const gradient = tf.reshape(dy, [batch * height * width, channels, multiplier]);
  const reach = ({ output, stride, taps, dilation, before, input }: Axis): [number, number] => [
    before,
    (output - 1) * stride + (taps - 1) * dilation + 1 - before - input,
  ];
  const padded = padAxis(padAxis(x, 1, ...reach(rows)), 2, ...reach(columns));
  const through = Array.from({ length: rows.taps * columns.taps }, (_, tap) => {
    const down = Math.floor(tap / columns.taps) * rows.dilation;
    const across = (tap % columns.taps) * columns.dilation;
    const band = every(padded, 1, down, rows.stride, rows.output);
    const seen = every(band, 2, across, columns.stride, columns.output);
    return tf.sum(tf.mul(tf.reshape(seen, [batch * height * width, channels, 1]), gradient), 0);
  });
  return tf.reshape(tf.stack(through), shape);
}
