import type * as tf from '@tensorflow/tfjs-core';
import { defineGradient, runKernel } from './define.ts';
import { insertZeros, keepEvery } from './dilation.ts';

type Geometry = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dimRoundingMode'>;

const geometry = ({ strides, pad, dataFormat, dimRoundingMode }: Geometry) => ({
  strides,
  pad,
  dataFormat,
  dimRoundingMode,
});

const forward = (x: tf.Tensor, filter: tf.Tensor, at: Geometry): tf.Tensor =>
  runKernel('Conv2D', { x, filter }, { ...geometry(at), dilations: [1, 1] });
const toInput = (inputShape: number[], dy: tf.Tensor, filter: tf.Tensor, at: Geometry): tf.Tensor =>
  runKernel('Conv2DBackpropInput', { dy, filter }, { ...geometry(at), inputShape });
const toFilter = (x: tf.Tensor, dy: tf.Tensor, filterShape: number[], at: Geometry): tf.Tensor =>
  runKernel('Conv2DBackpropFilter', { x, dy }, { ...geometry(at), filterShape });

/**
 * Convolution is bilinear in its two inputs, so the three kernels are each other's derivatives and close under
 * differentiation. Stock tfjs has no gradient for the filter gradient (second order throws) and none at all for dilations,
 * which here are an ordinary convolution by the filter with zeros between its taps.
 */
export function installConvolutionGradients(): void {
  defineGradient('Conv2D', ['x', 'filter'], (dy, { x, filter }, attributes: tf.Conv2DAttrs) => {
    const { dilations } = attributes;
    const [down, across] = typeof dilations === 'number' ? [dilations, dilations] : dilations;
    const [height = 1, width = 1, ...channels] = filter.shape;
    return {
      x: () => toInput(x.shape, dy, insertZeros(filter, down, across), attributes),
      filter: () => {
        const wide = [(height - 1) * down + 1, (width - 1) * across + 1, ...channels];
        return keepEvery(toFilter(x, dy, wide, attributes), down, across);
      },
    };
  });
  defineGradient('Conv2DBackpropInput', ['dy', 'filter'], (ddx, { dy, filter }, attributes: Geometry) => ({
    dy: () => forward(ddx, filter, attributes),
    filter: () => toFilter(ddx, dy, filter.shape, attributes),
  }));
  defineGradient('Conv2DBackpropFilter', ['x', 'dy'], (ddw, { x, dy }, attributes: Geometry) => ({
    x: () => toInput(x.shape, dy, ddw, attributes),
    dy: () => forward(x, ddw, attributes),
  }));
}
