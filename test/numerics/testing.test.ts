import * as tf from '@tensorflow/tfjs-core';
import { useEngine } from '@ganreg/numerics';
import { checkGradients, countKernels, countLeaks, expectNoLeak } from '@ganreg/numerics/testing';
import { beforeAll, describe, expect, it } from 'vitest';

/** x² with a gradient that is off by a factor, in first or second order. */
const wrongSquare = (first: number, second: number) =>
  tf.customGrad((x, save) => {
    const input = x as tf.Tensor;
    (save as tf.GradSaveFunc)([input]);
    const slope = tf.customGrad((y, keep) => {
      (keep as tf.GradSaveFunc)([y as tf.Tensor]);
      return { value: tf.mul(y as tf.Tensor, 2 * first), gradFunc: (dy: tf.Tensor) => tf.mul(dy, 2 * second) };
    });
    return { value: tf.square(input), gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => tf.mul(dy, slope(kept!)) };
  });

describe('test helpers', () => {
  beforeAll(() => useEngine('wasm'));

  it('checkGradients accepts what is right and finds what is wrong, in either order', () => {
    const x = tf.tensor1d([0.3, -0.7, 1.1]);
    expect(checkGradients(tf.square, [x])).toBeLessThan(1e-4);
    expect(checkGradients(tf.square, [x], { order: 2 })).toBeLessThan(1e-4);
    expect(checkGradients(wrongSquare(1, 1), [x], { order: 2 })).toBeLessThan(1e-4);
    expect(checkGradients(wrongSquare(1.1, 1), [x])).toBeGreaterThan(0.01);
    expect(checkGradients(wrongSquare(1, 1.1), [x])).toBeLessThan(1e-4);
    expect(checkGradients(wrongSquare(1, 1.1), [x], { order: 2 })).toBeGreaterThan(0.01);
    x.dispose();
  });

  it('checkGradients leaves nothing behind', () => {
    const x = tf.tensor1d([0.3, -0.7]);
    expect(countLeaks(() => void checkGradients(tf.square, [x], { order: 2 }))).toBe(0);
    x.dispose();
  });

  it('countLeaks counts what is left besides the result', () => {
    const kept: tf.Tensor[] = [];
    expect(countLeaks(() => tf.ones([2]))).toBe(0);
    expect(
      countLeaks(() => {
        kept.push(tf.ones([2]), tf.ones([2]));
        return tf.ones([3]);
      }),
    ).toBe(2);
    expect(() => expectNoLeak(() => void kept.push(tf.ones([1])))).toThrow('1 tensors leaked');
    tf.dispose(kept);
  });

  it('countKernels counts by name and stops counting', () => {
    const run = (): void => tf.dispose(tf.tidy(() => tf.add(tf.square(tf.ones([2])), tf.square(tf.ones([2])))));
    expect(countKernels(run)).toMatchObject({ Square: 2, Add: 1 });
    const outer = countKernels(() => {
      run();
      expect(countKernels(run)).toMatchObject({ Square: 2 });
      run();
    });
    expect(outer['Square']).toBe(6);
    expect(Object.hasOwn(tf.engine(), 'runKernel')).toBe(false);
  });
});
