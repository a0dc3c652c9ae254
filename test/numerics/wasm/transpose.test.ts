import * as tf from '@tensorflow/tfjs-core';
import { createRandom, useEngine } from '@ganreg/numerics';
import { beforeAll, expect, it } from 'vitest';

beforeAll(() => useEngine('wasm'));

it.each([
  [32, 257],
  [33, 300],
  [100, 1025],
  [31, 300],
  [64, 256],
])('transposes a matrix of %i × %i', (rows, columns) => {
  const x = tf.tensor2d(
    createRandom(1)
      .stream('transpose')
      .at(0)
      .normal(rows * columns),
    [rows, columns],
  );
  const y = tf.transpose(x);
  const [before, after] = [x.dataSync(), y.dataSync()];
  expect(y.shape).toEqual([columns, rows]);
  const wrong = before.findIndex((value, at) => after[(at % columns) * rows + Math.floor(at / columns)] !== value);
  expect(wrong).toBe(-1);
  tf.dispose([x, y]);
});
