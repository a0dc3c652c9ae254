import * as tf from '@tensorflow/tfjs-core';
import type { UpFirDown } from '../native/fir.ts';
import type { SumAttributes } from '../native/reductions.ts';
import { stopGradient } from '../ops/stop-gradient.ts';
import { defineGradient, runKernel } from './define.ts';

/** All axes but the last. */
const leading = (x: tf.Tensor): number[] => x.shape.slice(0, -1).map((_, axis) => axis);

/** The shape of a sum with the axes that it lost. */
const withAxes = (x: tf.Tensor, axis: number | number[]): number[] => {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  return x.shape.map((size, at) => (axes.includes(at) ? 1 : size));
};

/** The derivative of the leaky ReLU of x + bias, times dy; constant in x and bias, as a step is. */
const gate = (dy: tf.Tensor, x: tf.Tensor, bias: tf.Tensor, slope: number): tf.Tensor =>
  runKernel('BiasLeakyReluGradient', { dy, x: stopGradient(x), bias: stopGradient(bias) }, { slope });

/** Of the kernels that do in one pass what plain operations do in several; they exist on `wasm+native` alone. */
export function installOnePassGradients(): void {
  defineGradient('BiasLeakyRelu', ['x', 'bias'], (dy, { x, bias }, { slope }: { readonly slope: number }) => {
    const both = gate(dy, x, bias, slope);
    return { x: () => tf.clone(both), bias: () => (x.rank === 1 ? tf.clone(both) : tf.sum(both, leading(x))) };
  });
  defineGradient('BiasLeakyReluGradient', ['x', 'bias'], (dy, { x, bias }, { slope }: { readonly slope: number }) => ({
    dy: () => gate(dy, x, bias, slope),
  }));
  defineGradient('ScaleAndShift', ['x', 'scale'], (dy, { x, scale }) => ({
    x: () => tf.mul(dy, scale),
    scale: () =>
      x.rank === 1
        ? tf.mul(dy, x)
        : runKernel('SumOfProducts', { a: dy, b: x }, { axis: leading(x), keepDims: false, isMean: false }),
    shift: () => (x.rank === 1 ? tf.clone(dy) : tf.sum(dy, leading(x))),
  }));
  // The adjoint: taps the other way round, enlarging and thinning out swapped. Sizes are attributes: a saved image would live on for its
  // shape alone.
  defineGradient('UpFirDown', [], (dy, _, { taps, up, down, low, from, to }: UpFirDown) => ({
    x: () =>
      runKernel(
        'UpFirDown',
        { x: dy },
        { taps: taps.toReversed(), up: down, down: up, low: taps.length - 1 - low, from: to, to: from },
      ),
  }));
  const share = (x: tf.Tensor, { axis, isMean }: SumAttributes): number =>
    isMean ? tf.util.sizeFromShape(withAxes(x, axis)) / x.size : 1;
  defineGradient('SumOfSquares', ['x'], (dy, { x }, attributes: SumAttributes) => ({
    x: () => tf.mul(x, tf.mul(tf.reshape(dy, withAxes(x, attributes.axis)), 2 * share(x, attributes))),
  }));
  defineGradient('SumOfProducts', ['a', 'b'], (dy, { a, b }, attributes: SumAttributes) => {
    const factor = tf.mul(tf.reshape(dy, withAxes(a, attributes.axis)), share(a, attributes));
    return { a: () => tf.mul(factor, b), b: () => tf.mul(factor, a) };
  });
}
