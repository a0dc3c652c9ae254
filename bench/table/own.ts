import * as tf from '@tensorflow/tfjs-core';
import {
  averageDown,
  biasLeakyRelu,
  cosineDistance,
  firDown,
  firFilter,
  firUp,
  inputGradient,
  meanSquare,
  resizeAntialiased,
  scaleAndShift,
  squaredNorm,
  upsampleNearest,
} from '@ganreg/numerics';
import { away, group, plain } from './case.ts';

const image = plain(2, 4, 6, 3);

/** Operations of this package, which stock TensorFlow.js has no counterpart for. */
export const own = group('own operations', {
  upsampleNearest: [[image], (x) => upsampleNearest(x)],
  averageDown: [[image], (x) => averageDown(x)],
  firUp: [[image], (x) => firUp(x)],
  firDown: [[image], (x) => firDown(x)],
  firFilter: [[image], (x) => firFilter(x, [0.5, 0.25, 0.125], 1, 2)],
  'resizeAntialiased, up': [[image], (x) => resizeAntialiased(x, [7, 9])],
  'resizeAntialiased, down': [[image], (x) => resizeAntialiased(x, [3, 2])],
  // the bias is too small to bring anything near the kink
  biasLeakyRelu: [[away(2, 4, 6, 3), plain(3)], (x, bias) => biasLeakyRelu(x, tf.mul(bias, 0.1), 0.2)],
  scaleAndShift: [[image, plain(3), plain(3)], (x, scale, shift) => scaleAndShift(x, scale, shift)],
  meanSquare: [[image], (x) => meanSquare(x, [0, 1, 2])],
  cosineDistance: [[image, image], (a, b) => cosineDistance(a, b)],
  'cosineDistance, axis 1': [[image, image], (a, b) => cosineDistance(a, b, { axis: 1 })],
  squaredNorm: [[plain(3, 4), plain(5)], (a, b) => squaredNorm([a, b])],
  inputGradient: [[image, plain(3, 3, 3, 2)], (x, w) => inputGradient(tf.sum(tf.tanh(tf.conv2d(x, w, 2, 'same'))), x)],
});
