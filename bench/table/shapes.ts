import * as tf from '@tensorflow/tfjs-core';
import { group, plain, positive } from './case.ts';

const image = plain(2, 4, 4, 3);

export const reductions = group('reductions', {
  'sum over an axis': [[plain(3, 4, 5)], (x) => tf.sum(x, 1)],
  'sum over leading axes': [[plain(3, 2, 4, 5)], (x) => tf.sum(x, [0, 1, 2])],
  'mean over middle axes': [[plain(3, 2, 4, 5)], (x) => tf.mean(x, [1, 2], true)],
  'mean over all': [[plain(4, 3, 5)], (x) => tf.mean(x)],
  prod: [[positive(3, 4)], (x) => tf.prod(x, 1)],
  logSumExp: [[plain(3, 5)], (x) => tf.logSumExp(x, 1)],
  norm: [[plain(3, 5)], (x) => tf.norm(x, 2, 1)],
  'moments (variance)': [[image], (x) => tf.moments(x, [0, 1, 2]).variance],
  cumsum: [[plain(3, 5)], (x) => tf.cumsum(x, 1)],
});

export const rearrangements = group('rearrangements', {
  pad: [
    [image],
    (x) =>
      tf.pad(x, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
  ],
  'mirrorPad, reflect': [
    [image],
    (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [2, 1],
          [0, 3],
          [0, 0],
        ],
        'reflect',
      ),
  ],
  'mirrorPad, symmetric': [
    [image],
    (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [2, 1],
          [0, 3],
          [0, 0],
        ],
        'symmetric',
      ),
  ],
  slice: [[image], (x) => tf.slice(x, [0, 1, 0, 1], [2, 2, 3, 2])],
  stridedSlice: [[image], (x) => tf.stridedSlice(x, [0, 1, 0, 0], [2, 4, 4, 3], [1, 2, 3, 1])],
  'stridedSlice, backwards': [[image], (x) => tf.stridedSlice(x, [0, 3, 0, 0], [2, 0, 4, 3], [1, -2, 1, 1])],
  'stridedSlice, masks': [[image], (x) => tf.stridedSlice(x, [1, 1, 1, 0], [2, 2, 3, 3], [1, 1, 2, 1], 3, 4)],
  concat: [[plain(2, 3), plain(2, 4)], (a, b) => tf.concat([a, b], 1)],
  stack: [[plain(2, 3), plain(2, 3)], (a, b) => tf.stack([a, b], 1)],
  unstack: [[plain(2, 3, 2)], (x) => tf.add(...(tf.unstack(x, 2) as [tf.Tensor, tf.Tensor]))],
  split: [[plain(2, 6)], (x) => tf.mul(...(tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor]))],
  transpose: [[image], (x) => tf.transpose(x, [3, 1, 0, 2])],
  reshape: [[image], (x) => tf.reshape(x, [8, 12])],
  'tile, rank 2': [[plain(2, 3)], (x) => tf.tile(x, [2, 3])],
  'tile, rank 5': [[plain(1, 2, 1, 2, 2)], (x) => tf.tile(x, [2, 1, 3, 2, 1])],
  reverse: [[image], (x) => tf.reverse(x, [1, 3])],
  broadcastTo: [[plain(3, 1)], (x) => tf.broadcastTo(x, [2, 3, 4])],
  depthToSpace: [[plain(2, 2, 3, 8)], (x) => tf.depthToSpace(x, 2)],
  spaceToBatchND: [
    [image],
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  ],
  batchToSpaceND: [
    [plain(4, 2, 2, 3)],
    (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 1],
        ],
      ),
  ],
});

const statistics = [image, plain(3), positive(3), plain(3), plain(3)];

export const normalisation = group('normalisation', {
  batchNorm: [statistics, (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale, 1e-3)],
  'batchNorm without scale': [
    statistics.slice(0, 4),
    (x, mean, variance, offset) => tf.batchNorm(x, mean, variance, offset, undefined, 1e-3),
  ],
  'batchNorm without scale and offset': [
    statistics.slice(0, 3),
    (x, mean, variance) => tf.batchNorm(x, mean, variance, undefined, undefined, 1e-3),
  ],
  'instance norm': [
    [image],
    (x) => {
      const { mean, variance } = tf.moments(x, [1, 2], true);
      return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
    },
  ],
  sigmoidCrossEntropy: [
    [plain(3, 4), positive(3, 4)],
    (logits, labels) =>
      tf.losses.sigmoidCrossEntropy(tf.mul(tf.reshape(labels, [3, 4]), 0.5), tf.reshape(logits, [3, 4])),
  ],
});
