import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../ops/stop-gradient.ts';
import { defineGradient } from './define.ts';

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/** 1 where x is positive, elsewhere `below`; constant, so that nothing is differentiated through a step. */
const slope = (x: tf.Tensor, below = 0): tf.Tensor => tf.step(stopGradient(x), below);

/** Picks by a mask of zeros and ones, without `where`, which is slow on wasm. */
const pick = (mask: tf.Tensor, yes: tf.Tensor | number, no: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(mask, yes), tf.mul(tf.sub(1, mask), no));

/** e^x where x is negative, 1 elsewhere: never overflows. */
const expBelowZero = (x: tf.Tensor): tf.Tensor => tf.exp(tf.minimum(x, 0));

/** Activations, each differentiable as often as wanted; the saved tensor is always the input (see `defineGradient`). */
export function installActivationGradients(): void {
  defineGradient('Relu', ['x'], (dy, { x }) => ({ x: () => tf.mul(dy, slope(x)) }));
  defineGradient('Relu6', ['x'], (dy, { x }) => ({
    x: () => tf.mul(dy, tf.mul(slope(x), slope(tf.sub(6, stopGradient(x))))),
  }));
  defineGradient('LeakyRelu', ['x'], (dy, { x }, { alpha }: tf.LeakyReluAttrs) => ({
    x: () => tf.mul(dy, slope(x, alpha)),
  }));
  defineGradient('Prelu', ['x', 'alpha'], (dy, { x, alpha }) => ({
    x: () => tf.mul(dy, pick(slope(x), 1, alpha)),
    alpha: () => {
      const full = tf.mul(dy, tf.minimum(x, 0));
      const axes = tf.broadcast_util.getReductionAxes(alpha.shape, dy.shape);
      return tf.reshape(axes.length > 0 ? tf.sum(full, axes) : full, alpha.shape);
    },
  }));
  defineGradient('Elu', ['x'], (dy, { x }) => ({ x: () => tf.mul(dy, pick(slope(x), 1, expBelowZero(x))) }));
  defineGradient('Selu', ['x'], (dy, { x }) => ({
    x: () => tf.mul(dy, pick(slope(x), seluScale, tf.mul(expBelowZero(x), seluScale * seluAlpha))),
  }));
  defineGradient('Sigmoid', ['x'], (dy, { x }) => ({
    x: () => {
      const y = tf.sigmoid(x);
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    },
  }));
  defineGradient('Tanh', ['x'], (dy, { x }) => ({ x: () => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x)))) }));
  defineGradient('Exp', ['x'], (dy, { x }) => ({ x: () => tf.mul(dy, tf.exp(x)) }));
  defineGradient('Softmax', ['logits'], (dy, { logits }, { dim }: tf.SoftmaxAttrs) => ({
    logits: () => {
      const y = tf.softmax(logits, dim);
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, [dim], true), y));
    },
  }));
  defineGradient('LogSoftmax', ['logits'], (dy, { logits }, { axis }: tf.LogSoftmaxAttrs) => ({
    logits: () => tf.sub(dy, tf.mul(tf.sum(dy, [axis], true), tf.softmax(logits, axis))),
  }));
}
