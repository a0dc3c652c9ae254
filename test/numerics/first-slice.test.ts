import * as tf from '@tensorflow/tfjs-core';
import { createRandom, useEngine } from '@ganreg/numerics';
import { checkGradients } from '@ganreg/numerics/testing';
import { beforeAll, describe, expect, it } from 'vitest';

const convolve = (image: tf.Tensor, taps: tf.Tensor): tf.Tensor =>
  tf.tanh(tf.conv2d(image as tf.Tensor4D, taps as tf.Tensor4D, 2, 'same'));

describe.each(['wasm', 'cpu'] as const)('convolution on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each([1, 2] as const)('has right derivatives of order %i', (order) => {
    const draws = createRandom(1).stream('inputs').at(0);
    const x = tf.tensor4d(draws.normal(2 * 6 * 6 * 3), [2, 6, 6, 3]);
    const filter = tf.tensor4d(draws.normal(4 * 4 * 3 * 4), [4, 4, 3, 4]);
    expect(checkGradients(convolve, [x, filter], { order, step: 3e-3 })).toBeLessThan(1e-3);
    tf.dispose([x, filter]);
  });
});
