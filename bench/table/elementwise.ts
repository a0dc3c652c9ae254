import * as tf from '@tensorflow/tfjs-core';
import { away, distinct, group, plain, positive } from './case.ts';

export const activations = group('activations', {
  relu: [[away(3, 5)], (x) => tf.relu(x)],
  relu6: [[away(3, 5)], (x) => tf.relu6(tf.mul(x, 4.1))],
  leakyRelu: [[away(3, 5)], (x) => tf.leakyRelu(x, 0.2)],
  prelu: [[away(2, 3, 4), plain(4)], (x, alpha) => tf.prelu(x, alpha)],
  elu: [[away(3, 5)], (x) => tf.elu(x)],
  selu: [[away(3, 5)], (x) => tf.selu(x)],
  sigmoid: [[plain(3, 5)], (x) => tf.sigmoid(x)],
  logSigmoid: [[plain(3, 5)], (x) => tf.logSigmoid(x)],
  tanh: [[plain(3, 5)], (x) => tf.tanh(x)],
  softplus: [[plain(3, 5)], (x) => tf.softplus(x)],
  swish: [[plain(3, 5)], (x) => tf.mul(x, tf.sigmoid(x))],
  gelu: [[plain(3, 5)], (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))],
  softmax: [[plain(3, 5)], (x) => tf.softmax(x)],
  logSoftmax: [[plain(3, 5)], (x) => tf.logSoftmax(x)],
});

/** What anybody may write: a gradient that saves its output. */
const savedTanh = (x: tf.Tensor): tf.Tensor =>
  tf.customGrad((input, save) => {
    const value = tf.tanh(input as tf.Tensor);
    (save as tf.GradSaveFunc)([value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => tf.mul(dy, tf.sub(1, tf.square(saved[0] ?? dy)));
    return { value, gradFunc };
  })(x);

export const arithmetic = group('arithmetic', {
  exp: [[plain(3, 5)], (x) => tf.exp(x)],
  expm1: [[plain(3, 5)], (x) => tf.expm1(x)],
  log: [[positive(3, 5)], (x) => tf.log(x)],
  log1p: [[positive(3, 5)], (x) => tf.log1p(x)],
  sqrt: [[positive(3, 5)], (x) => tf.sqrt(x)],
  rsqrt: [[positive(3, 5)], (x) => tf.rsqrt(x)],
  square: [[plain(3, 5)], (x) => tf.square(x)],
  reciprocal: [[positive(3, 5)], (x) => tf.reciprocal(x)],
  abs: [[away(3, 5)], (x) => tf.abs(x)],
  sin: [[plain(3, 5)], (x) => tf.sin(x)],
  cos: [[plain(3, 5)], (x) => tf.cos(x)],
  erf: [[plain(3, 5)], (x) => tf.erf(x)],
  'pow (base, exponent)': [[positive(3, 5), plain(5)], (x, power) => tf.pow(x, power)],
  'add, broadcast': [[plain(2, 3, 4), plain(4)], (a, b) => tf.add(a, b)],
  'sub, broadcast': [[plain(2, 3, 4), plain(3, 1)], (a, b) => tf.sub(a, b)],
  'mul, broadcast': [[plain(2, 3, 4), plain(2, 1, 1)], (a, b) => tf.mul(a, b)],
  'div, broadcast': [[plain(2, 3, 4), positive(4)], (a, b) => tf.div(a, b)],
  squaredDifference: [[plain(3, 5), plain(5)], (a, b) => tf.squaredDifference(a, b)],
  'customGrad that saves its output': [[plain(3, 5)], savedTanh],
});

export const selection = group('selection', {
  maximum: [[distinct(4, 5), distinct(5)], (a, b) => tf.maximum(a, b)],
  minimum: [[distinct(4, 5), distinct(5)], (a, b) => tf.minimum(a, b)],
  clipByValue: [[distinct(4, 5)], (x) => tf.clipByValue(x, -0.41, 0.52)],
  'where (a > b)': [[distinct(4, 5), plain(4, 5)], (a, b) => tf.where(tf.greater(a, 0.02), a, tf.mul(b, 2))],
  'max over an axis': [[distinct(4, 5)], (x) => tf.max(x, 1)],
  'max over all': [[distinct(4, 5)], (x) => tf.max(x)],
  'min over an axis': [[distinct(4, 5)], (x) => tf.min(x, 0)],
  'gather, axis 0': [[plain(4, 3)], (x) => tf.gather(x, tf.tensor1d([2, 0, 2, 1, 2], 'int32'))],
  'gather, axis 2': [[plain(2, 3, 4)], (x) => tf.gather(x, tf.tensor1d([3, 1, 1], 'int32'), 2)],
  'gather, batch dimension': [
    [plain(2, 4, 3)],
    (x) => tf.gather(x, tf.tensor2d([3, 1, 1, 0, 2, 2], [2, 3], 'int32'), 1, 1),
  ],
  unsortedSegmentSum: [[plain(5, 3)], (x) => tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 1, 0], 'int32'), 4)],
});
