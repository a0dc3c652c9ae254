import * as tf from '@tensorflow/tfjs-core';
import {
  biasLeakyRelu,
  createRandom,
  firDown,
  firFilter,
  firUp,
  meanSquare,
  normalTensor,
  scaleAndShift,
  useEngine,
} from '@ganreg/numerics';
import { expectNoLeak } from '@ganreg/numerics/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

const draw = (name: string, shape: number[]): tf.Tensor => normalTensor(createRandom(3).stream(name).at(0), shape);

/** Each operation in one pass, the plain operations that it stands for, and inputs that fill no vector. */
const cases: Readonly<Record<string, readonly [once: Operation, plain: Operation, shapes: readonly number[][]]>> = {
  'biasLeakyRelu of images': [
    (x, bias) => biasLeakyRelu(x, bias, 0.2),
    (x, bias) => tf.leakyRelu(tf.add(x, bias), 0.2),
    [[3, 5, 7, 19], [19]],
  ],
  'biasLeakyRelu of a vector, without a slope': [
    (x, bias) => biasLeakyRelu(x, bias, 0),
    (x, bias) => tf.leakyRelu(tf.add(x, bias), 0),
    [[37], [37]],
  ],
  'scaleAndShift of images': [
    (x, scale, shift) => scaleAndShift(x, scale, shift),
    (x, scale, shift) => tf.add(tf.mul(x, scale), shift),
    [[3, 5, 7, 19], [19], [19]],
  ],
  'scaleAndShift of a vector': [
    (x, scale, shift) => scaleAndShift(x, scale, shift),
    (x, scale, shift) => tf.add(tf.mul(x, scale), shift),
    [[37], [37], [37]],
  ],
  'meanSquare for each channel': [
    (x) => meanSquare(x, [0, 1, 2]),
    (x) => tf.mean(tf.square(x), [0, 1, 2]),
    [[3, 11, 17, 19]],
  ],
  'meanSquare along the last axis': [
    (x) => meanSquare(x, [1], true),
    (x) => tf.mean(tf.square(x), [1], true),
    [[70, 131]],
  ],
  'meanSquare over axes apart': [(x) => meanSquare(x, [0, 2]), (x) => tf.mean(tf.square(x), [0, 2]), [[3, 5, 7]]],
};

/** The value, the gradients of a curved function of it, and the gradients of a function of those. */
const derivatives = (operation: Operation, inputs: tf.Tensor[]): tf.Tensor[][] => {
  const slopes = (given: tf.Tensor[]): tf.Tensor[] =>
    tf.grads((...all) => tf.sum(tf.square(tf.square(operation(...all)))))(given);
  const bend = (...all: tf.Tensor[]): tf.Tensor =>
    slopes(all).reduce((sum, slope) => tf.add(sum, tf.sum(tf.square(slope))), tf.scalar(0) as tf.Tensor);
  return [[operation(...inputs)], slopes(inputs), tf.grads(bend)(inputs)];
};

/** The filters of StyleGAN2 as one dense product with all weights, an oracle without any of our operations. */
const denseFilter = (
  x: tf.Tensor4D,
  taps: readonly number[],
  { up, down, low, size }: Readonly<Record<'up' | 'down' | 'low' | 'size', number>>,
): tf.Tensor => {
  const weights = tf.tensor2d(
    Array.from({ length: size }, (_, place) =>
      Array.from({ length: x.shape[1] }, (_, pixel) => taps[pixel * up - place * down + low] ?? 0),
    ),
  );
  const rows = tf.matMul(weights, tf.reshape(x, [x.shape[0], x.shape[1], -1]));
  const turned = tf.transpose(tf.reshape(rows, [x.shape[0], size, x.shape[2], -1]), [0, 2, 1, 3]);
  const both = tf.matMul(weights, tf.reshape(turned, [x.shape[0], x.shape[2], -1]));
  return tf.transpose(tf.reshape(both, [x.shape[0], size, size, -1]), [0, 2, 1, 3]);
};

const eighths = [1 / 8, 3 / 8, 3 / 8, 1 / 8];
const quarters = [1 / 4, 3 / 4, 3 / 4, 1 / 4];
const filters: typeof cases = {
  firUp: [
    (x) => firUp(x as tf.Tensor4D),
    (x) => denseFilter(x as tf.Tensor4D, quarters, { up: 2, down: 1, low: 2, size: 12 }),
    [[2, 6, 6, 19]],
  ],
  firDown: [
    (x) => firDown(x as tf.Tensor4D),
    (x) => denseFilter(x as tf.Tensor4D, eighths, { up: 1, down: 2, low: 1, size: 3 }),
    [[2, 6, 6, 19]],
  ],
  'firFilter with unequal taps and borders': [
    (x) => firFilter(x as tf.Tensor4D, [1, -2, 4], 2, 1),
    (x) => denseFilter(x as tf.Tensor4D, [1, -2, 4], { up: 1, down: 1, low: 2, size: 7 }),
    [[2, 6, 6, 3]],
  ],
};

describe.each(engines)('operations that need one pass on wasm+native, on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(Object.entries(cases))(
    '%s: the bits of plain operations, and their derivatives twice',
    (_, [once, plain, shapes]) => {
      const inputs = shapes.map((shape, index) => draw(`input ${index}`, shape));
      const [found, expected] = [once, plain].map((each) =>
        tf.tidy(() => derivatives(each, inputs)).map((list) => list.map((tensor) => tensor.dataSync())),
      );
      expect(found![0]).toEqual(expected![0]);
      for (const order of [1, 2])
        for (const [index, exact] of expected![order]!.entries()) {
          const largest = Math.max(...exact.map(Math.abs));
          const off = found![order]![index]!.map((value, at) => Math.abs(value - exact[at]!));
          expect(largest).toBeGreaterThan(0);
          expect(Math.max(...off) / largest).toBeLessThan(2e-6);
        }
      tf.dispose(inputs);
    },
  );

  it.each(Object.entries(filters))('%s: a dense product with all weights, and its derivatives twice', (_, trial) => {
    const [once, dense, shapes] = trial;
    const inputs = shapes.map((shape, index) => draw(`input ${index}`, shape));
    const [found, expected] = [once, dense].map((each) =>
      tf.tidy(() => derivatives(each, inputs).flat()).map((tensor) => tensor.dataSync()),
    );
    for (const [index, exact] of expected!.entries()) {
      expect(found![index]!.length).toBe(exact.length);
      const largest = Math.max(...exact.map(Math.abs));
      const off = found![index]!.map((value, at) => Math.abs(value - exact[at]!));
      expect(Math.max(...off) / largest).toBeLessThan(2e-6);
    }
    tf.dispose(inputs);
  });

  it('leaves no tensor behind', () => {
    const inputs = [draw('x', [2, 3, 3, 5]), draw('bias', [5])];
    const both: Operation = (x, bias) => biasLeakyRelu(x, bias);
    expect(() => expectNoLeak(() => tf.tidy(() => derivatives(both, inputs).flat()))).not.toThrow();
    tf.dispose(inputs);
  });

  it('refuses numbers that are not one for each channel', () => {
    const [x, three] = [tf.ones([2, 4]), tf.ones([3])];
    expect(() => biasLeakyRelu(x, three)).toThrow(/shape/i);
    expect(() => scaleAndShift(x, three, three)).toThrow(/shape/i);
    tf.dispose([x, three]);
  });
});
