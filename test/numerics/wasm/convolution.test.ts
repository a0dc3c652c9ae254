import * as tf from '@tensorflow/tfjs-core';
import { createRandom, useEngine } from '@ganreg/numerics';
import { countKernels } from '@ganreg/numerics/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolution, type Window } from '../fuzz/reference.ts';

// beyond the sizes of the fuzz test: filters so large that they are computed in another way
const windows: readonly Window[] = [
  {
    batch: 2,
    height: 8,
    width: 8,
    inputs: 64,
    outputs: 96,
    taps: [4, 4],
    strides: [2, 2],
    dilation: 1,
    before: [1, 1],
    out: [4, 4],
  },
  {
    batch: 3,
    height: 4,
    width: 4,
    inputs: 96,
    outputs: 80,
    taps: [3, 3],
    strides: [1, 1],
    dilation: 1,
    before: [1, 1],
    out: [4, 4],
  },
  {
    batch: 2,
    height: 5,
    width: 7,
    inputs: 128,
    outputs: 64,
    taps: [3, 3],
    strides: [2, 2],
    dilation: 1,
    before: [1, 1],
    out: [3, 4],
  },
  {
    batch: 1,
    height: 4,
    width: 4,
    inputs: 96,
    outputs: 80,
    taps: [3, 3],
    strides: [1, 1],
    dilation: 1,
    before: [1, 1],
    out: [4, 4],
  },
];

describe('large filters on wasm', () => {
  beforeAll(() => useEngine('wasm'));

  it.each(windows)('with %j equal plain loops', (window) => {
    const { batch, height, width, inputs, outputs, taps, out } = window;
    const draws = createRandom(1).stream('convolution').at(0);
    const make = (shape: [number, number, number, number]): tf.Tensor4D =>
      tf.tensor4d(draws.uniform(tf.util.sizeFromShape(shape), -1, 1), shape);
    const x = make([batch, height, width, inputs]);
    const filter = make([...taps, inputs, outputs]);
    const dy = make([batch, ...out, outputs]);
    const exact = convolution(window, x.dataSync<'float32'>(), filter.dataSync<'float32'>(), dy.dataSync<'float32'>());
    const run = (image: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
      tf.conv2d(image as tf.Tensor4D, weights as tf.Tensor4D, [...window.strides], 'same');
    const { value, grads } = tf.valueAndGrads(run)([x, filter], dy);
    for (const [actual, reference] of [
      [value, exact.y],
      [grads[0]!, exact.dx],
      [grads[1]!, exact.dw],
    ] as const) {
      const scale = Math.max(...reference.map(Math.abs));
      const values = actual.dataSync();
      expect(Math.max(...reference.map((one, at) => Math.abs(one - values[at]!))) / scale).toBeLessThan(1e-5);
    }
    tf.dispose([x, filter, dy, value, grads]);
  });

  it('are one kernel for whoever counts', () => {
    const [x, filter] = [tf.ones<tf.Rank.R4>([2, 8, 8, 64]), tf.ones<tf.Rank.R4>([4, 4, 64, 96])];
    expect(countKernels(() => tf.conv2d(x, filter, 2, 'same').dispose())).toEqual({ Conv2D: 1 });
    tf.dispose([x, filter]);
  });
});
