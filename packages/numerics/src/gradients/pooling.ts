import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../ops/stop-gradient.ts';
import { defineGradient, runKernel } from './define.ts';

type Pooling = Pick<tf.AvgPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;
type Shape4D = [number, number, number, number];

/**
 * Average pooling divides by the number of pixels inside the image, while stock tfjs' gradient on cpu and wasm divides by the
 * window's size: wrong wherever a window overlaps the border. Here the gradient is that of pooling the padded image without
 * padding, times window size / pixels inside, which is the same thing on every engine.
 */
export function installPoolingGradients(): void {
  defineGradient('AvgPool', ['x'], (dy, { x }, attributes: Pooling) => ({
    x: () => {
      const { filterSize, strides, pad, dimRoundingMode } = attributes;
      const info = tf.backend_util.computePool2DInfo(x.shape as Shape4D, filterSize, strides, 1, pad, dimRoundingMode);
      const { top, bottom, left, right } = info.padInfo;
      const inside = { filterSize, strides, pad: 'valid' };
      if (top + bottom + left + right === 0) return averageBack(dy, x.shape, inside);
      const padded = [info.batchSize, info.inHeight + top + bottom, info.inWidth + left + right, info.inChannels];
      const wide = averageBack(tf.mul(dy, borderGain(info)), padded, inside);
      return tf.slice(wide, [0, top, left, 0], x.shape);
    },
  }));
  defineGradient('AvgPoolGrad', ['dy', 'input'], (ddx, { input }, { filterSize, strides, pad }: Pooling) => ({
    dy: () => runKernel('AvgPool', { x: ddx }, { filterSize, strides, pad }),
    input: () => tf.zeros(input.shape),
  }));
  defineGradient('MaxPool', ['x'], (dy, { x }, attributes: Pooling) => ({ x: () => maximumBack(dy, x, attributes) }));
  // linear in dy: its adjoint takes from the places of the maxima
  defineGradient('MaxPoolGrad', ['dy', 'input', 'output'], (ddx, { dy, input, output }, attributes: Pooling) => ({
    dy: () => tf.reshape(tf.gather(tf.reshape(ddx, [ddx.size]), placesOfMaxima(input, attributes)), dy.shape),
    input: () => tf.zeros(input.shape),
    output: () => tf.zeros(output.shape),
  }));
}

function averageBack(dy: tf.Tensor, shape: number[], attributes: object): tf.Tensor {
  // the kernel reads only the shape of `input`
  return runKernel('AvgPoolGrad', { dy, input: tf.zeros(shape) }, attributes);
}

/** Window size over pixels inside, [1, H, W, 1]: 1 away from the borders. */
function borderGain(info: tf.backend_util.Conv2DInfo): tf.Tensor {
  const inside = (out: number, stride: number, window: number, before: number, size: number): number[] =>
    Array.from({ length: out }, (_, index) => {
      const start = index * stride - before;
      return window / (Math.min(start + window, size) - Math.max(start, 0));
    });
  const { padInfo } = info;
  const rows = inside(info.outHeight, info.strideHeight, info.filterHeight, padInfo.top, info.inHeight);
  const columns = inside(info.outWidth, info.strideWidth, info.filterWidth, padInfo.left, info.inWidth);
  return tf.mul(tf.tensor(rows, [1, rows.length, 1, 1]), tf.tensor(columns, [1, 1, columns.length, 1]));
}

function maximumBack(dy: tf.Tensor, x: tf.Tensor, attributes: Pooling): tf.Tensor {
  const input = stopGradient(x);
  const output = runKernel('MaxPool', { x: input }, attributes);
  return runKernel('MaxPoolGrad', { dy, input, output }, attributes);
}

/** For each output pixel the index of its maximum in the flattened input. */
function placesOfMaxima(input: tf.Tensor, { filterSize, strides, pad }: Pooling): tf.Tensor1D {
  const { indexes } = tf.maxPoolWithArgmax(
    stopGradient(input) as tf.Tensor4D,
    filterSize,
    strides,
    pad as 'same',
    true,
  );
  return tf.reshape(tf.cast(indexes as tf.Tensor, 'int32'), [-1]);
}
