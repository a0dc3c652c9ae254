import * as tf from '@tensorflow/tfjs-core';
import { useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';

describe('activations on wasm', () => {
  beforeAll(() => useEngine('wasm'));

  it('tanh has its significant digits everywhere', () => {
    const places = [0, 1e-30, 1e-7, 3e-4, 0.01, 0.0599, 0.0601, 0.3, 1, 4, 9, 40].flatMap((x) => [x, -x]);
    const x = tf.tensor1d(places);
    const y = tf.tanh(x);
    const values = y.dataSync();
    x.dataSync<'float32'>().forEach((place, at) => {
      const exact = Math.tanh(place);
      expect(Math.abs(values[at]! - exact)).toBeLessThanOrEqual(4e-6 * Math.abs(exact));
    });
    tf.dispose([x, y]);
  });

  it('leakyRelu is that of other engines for any slope', () => {
    const places = [-3, -0.5, 0, 0.5, 3];
    const x = tf.tensor1d(places);
    for (const slope of [0, 0.2, 1, 1.5]) {
      const y = tf.leakyRelu(x, slope);
      y.dataSync<'float32'>().forEach((value, at) => {
        const place = places[at]!;
        expect(value).toBeCloseTo(place < 0 ? place * slope : place, 6);
      });
      y.dispose();
    }
    x.dispose();
  });
});
