import * as tf from '@tensorflow/tfjs-core';
import { createRandom, useEngine } from '@ganreg/numerics';
import { describe, expect, it } from 'vitest';
import { convolution, products, type Window } from '../fuzz/reference.ts';

const draws = createRandom(3).stream('products').at(0);
const numbers = <R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> =>
  tf.tensor(draws.uniform(tf.util.sizeFromShape(shape), -1, 1), shape);

/** Largest difference, as a share of the largest number. */
function distance(actual: tf.Tensor, exact: Float64Array): number {
  const values = actual.dataSync();
  if (values.length !== exact.length) return Number.POSITIVE_INFINITY;
  const scale = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return exact.reduce((most, value, at) => Math.max(most, Math.abs(value - values[at]!)), 0) / scale;
}

// one more and one less than the blocks of rows (128), depth (512) and columns (1024) and than panels of 4 and 8
const sizes = [
  [129, 513, 9],
  [12, 511, 1031],
  [3, 1030, 1025],
  [260, 7, 24],
  [1, 2049, 1],
] as const;
const windows: readonly Window[] = [
  { inputs: 600, outputs: 17, taps: [2, 2] as const, height: 3, width: 4 },
  { inputs: 40, outputs: 70, taps: [5, 3] as const, height: 9, width: 11 },
  { inputs: 3, outputs: 33, taps: [3, 3] as const, height: 13, width: 12 },
].map(({ taps, height, width, ...channels }) => ({
  ...channels,
  taps,
  height,
  width,
  batch: 2,
  strides: [1, 1],
  dilation: 1,
  before: [Math.floor((taps[0] - 1) / 2), Math.floor((taps[1] - 1) / 2)],
  out: [height, width],
}));

describe.each([true, false])('products on wasm (fused: %s)', (fused) => {
  it.each(sizes)(
    'of sizes around those of the blocks, %i × %i × %i, equal plain loops',
    async (rows, inner, columns) => {
      await useEngine({ use: 'wasm', fused });
      for (const transposed of [
        [false, false],
        [true, false],
        [false, true],
      ] as const)
        tf.tidy(() => {
          const a = numbers<tf.Rank.R2>(transposed[0] ? [inner, rows] : [rows, inner]);
          const b = numbers<tf.Rank.R2>(transposed[1] ? [columns, inner] : [inner, columns]);
          const exact = products(
            { batch: 1, rows, inner, columns },
            transposed,
            [false, false],
            a.dataSync<'float32'>(),
            b.dataSync<'float32'>(),
          );
          expect(distance(tf.matMul(a, b, ...transposed), exact)).toBeLessThan(1e-5);
        });
    },
  );

  it.each(windows)('over windows, %j, equal plain loops', async (window) => {
    await useEngine({ use: 'wasm', fused });
    const { batch, height, width, inputs, outputs, taps } = window;
    tf.tidy(() => {
      const [x, filter] = [
        numbers<tf.Rank.R4>([batch, height, width, inputs]),
        numbers<tf.Rank.R4>([...taps, inputs, outputs]),
      ];
      const dy = numbers<tf.Rank.R4>([batch, height, width, outputs]);
      const exact = convolution(
        window,
        x.dataSync<'float32'>(),
        filter.dataSync<'float32'>(),
        dy.dataSync<'float32'>(),
      );
      const { value, grads } = tf.valueAndGrads((image, weights) =>
        tf.conv2d(image as tf.Tensor4D, weights as tf.Tensor4D, 1, 'same'),
      )([x, filter], dy);
      expect(distance(value, exact.y)).toBeLessThan(1e-5);
      expect(distance(grads[0]!, exact.dx)).toBeLessThan(1e-5);
      expect(distance(grads[1]!, exact.dw)).toBeLessThan(1e-5);
    });
  });

  it('have the same bits for an image alone and in a batch', async () => {
    await useEngine({ use: 'wasm', fused });
    tf.tidy(() => {
      const [x, filter] = [numbers<tf.Rank.R4>([5, 7, 6, 9]), numbers<tf.Rank.R4>([3, 3, 9, 13])];
      const all = tf.conv2d(x, filter, 2, 'same');
      const third = tf.conv2d(tf.slice(x, [2, 0, 0, 0], [1, 7, 6, 9]), filter, 2, 'same');
      expect([...third.dataSync()]).toEqual([...tf.slice(all, 2, 1).dataSync()]);
    });
  });
});

it('unfused products have the bits of 32-bit arithmetic, number by number', async () => {
  await useEngine({ use: 'wasm', fused: false });
  tf.tidy(() => {
    const [rows, inner, columns] = [5, 37, 11];
    const [a, b] = [numbers<tf.Rank.R2>([rows, inner]), numbers<tf.Rank.R2>([inner, columns])];
    const [left, right] = [a.dataSync(), b.dataSync()];
    const expected = Array.from({ length: rows * columns }, (_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum = Math.fround(sum + Math.fround(left[row * inner + k]! * right[k * columns + column]!));
      return sum;
    });
    expect([...tf.matMul(a, b).dataSync()]).toEqual(expected);
  });
});

it('say how they are rounded, and refuse the choice where there is none', async () => {
  expect((await useEngine({ use: 'wasm', fused: false })).versions['products']).toBe('rounded twice');
  expect((await useEngine('wasm')).versions['products']).toMatch(/^(fused|rounded twice)$/);
  await expect(useEngine({ use: 'cpu', fused: true })).rejects.toThrow(/cannot be chosen; only wasm/);
});
