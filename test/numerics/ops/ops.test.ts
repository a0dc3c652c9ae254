import * as tf from '@tensorflow/tfjs-core';
import {
  averageDown,
  cosineDistance,
  createRandom,
  firDown,
  firFilter,
  firUp,
  inputGradient,
  normalTensor,
  resizeAntialiased,
  squaredNorm,
  stopGradient,
  upsampleNearest,
  useEngine,
} from '@ganreg/numerics';
import { countKernels, expectNoLeak } from '@ganreg/numerics/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';

const values = (make: () => tf.Tensor): number[] => {
  const result = tf.tidy(make);
  const list = [...result.dataSync()];
  result.dispose();
  return list;
};
const random = (shape: [number, number, number, number], name = 'x'): tf.Tensor4D =>
  normalTensor<tf.Rank.R4>(createRandom(1).stream(name).at(0), shape);
const row = (...pixels: number[]): tf.Tensor4D => tf.tensor4d(pixels, [1, 1, pixels.length, 1]);
const square = (list: number[]): tf.Tensor4D => tf.tensor4d(list, [1, 2, 2, 1]);

describe.each(engines)('operations for GANs on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it('firUp weighs the two nearest pixels 3 : 1, with zeros around', () => {
    const ones = values(() => firUp(tf.ones([1, 4, 4, 1])));
    const at = (y: number, x: number): number => ones[y * 8 + x]!;
    expect([at(0, 0), at(0, 3), at(3, 3), at(7, 7)]).toEqual([0.5625, 0.75, 1, 0.5625]);
    const inner = values(() => firUp(tf.tile(row(1, 5, 9, 2), [1, 4, 1, 1]))).slice(3 * 8, 4 * 8);
    expect(inner.slice(1, 7)).toEqual([2, 4, 6, 8, 7.25, 3.75]);
  });

  it('firDown weighs four pixels 1 : 3 : 3 : 1 and halves', () => {
    const image = tf.tile(row(1, 2, 3, 4, 5, 6), [1, 6, 1, 1]);
    const middle = values(() => firDown(image)).slice(3, 6);
    expect(middle[1]).toBeCloseTo((2 + 3 * 3 + 3 * 4 + 5) / 8, 5);
    expect(values(() => tf.slice(firDown(image), [0, 1, 0, 0], [1, 1, 3, 1]))[0]).toBeCloseTo((3 + 6 + 3) / 8, 5);
    image.dispose();
  });

  it('firDown is the adjoint of firUp up to its gain', () => {
    const [small, large] = [random([2, 4, 6, 3]), random([2, 8, 12, 3], 'y')];
    const [up, down] = [
      values(() => tf.sum(tf.mul(firUp(small), large))),
      values(() => tf.sum(tf.mul(small, firDown(large)))),
    ];
    expect(up[0]! / (4 * down[0]!)).toBeCloseTo(1, 4);
    tf.dispose([small, large]);
  });

  it('firFilter correlates without flipping and rejects borders that its adjoint could not have', () => {
    expect(values(() => firFilter(tf.ones([1, 1, 1, 1]), [2, 3, 5], 2, 2))).toEqual([25, 15, 10, 15, 9, 6, 10, 6, 4]);
    expect(() => firFilter(tf.ones([1, 2, 2, 1]), [1, 1], 2, 0)).toThrow(/0 … 1/);
    expect(() => firDown(tf.ones([1, 3, 4, 1]))).toThrow(/not even/);
  });

  it('upsampleNearest repeats and averageDown undoes it', () => {
    expect(values(() => upsampleNearest(square([1, 2, 3, 4])))).toEqual([
      1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4,
    ]);
    const image = random([2, 3, 4, 5]);
    const again = values(() => averageDown(upsampleNearest(image, 3), 3));
    [...image.dataSync()].forEach((value, at) => expect(again[at]).toBeCloseTo(value, 5));
    expect(() => averageDown(image, 2)).toThrow(/not divisible/);
    image.dispose();
  });

  it('resizeAntialiased keeps constants, puts centres at half-integers and averages when shrinking', () => {
    for (const size of [
      [3, 7],
      [8, 2],
      [4, 5],
    ] as const)
      for (const value of values(() => resizeAntialiased(tf.ones([1, 4, 5, 2]), size))) expect(value).toBeCloseTo(1, 5);
    const up = values(() => resizeAntialiased(row(0, 4), [1, 4]));
    [0, 1, 3, 4].forEach((value, at) => expect(up[at]).toBeCloseTo(value, 5));
    // a triangle of half-width 2 around the centre between the four pixels of each half
    const down = values(() => resizeAntialiased(row(1, 2, 3, 4), [1, 2]));
    const weights = [0.75, 0.75, 0.25];
    expect(down[0]).toBeCloseTo((1 * weights[0]! + 2 * weights[1]! + 3 * weights[2]!) / 1.75, 5);
  });

  it('cosineDistance is 0 for parallel, 1 for orthogonal, 2 for opposite vectors, and 1 with a finite gradient for zeros', () => {
    const distance = (a: number[], b: number[]): number =>
      values(() => cosineDistance(tf.tensor2d([a]), tf.tensor2d([b])))[0]!;
    expect(distance([3, 4], [6, 8])).toBeCloseTo(0, 6);
    expect(distance([3, 4], [-4, 3])).toBeCloseTo(1, 6);
    expect(distance([3, 4], [-3, -4])).toBeCloseTo(2, 6);
    expect(distance([0, 0], [1, 2])).toBe(1);
    for (const zero of [
      [0, 0],
      [1e-30, 0],
    ]) {
      const slope = values(() => tf.grad((a) => cosineDistance(a, tf.tensor2d([[1, 2]])))(tf.tensor2d([zero])));
      expect(slope.every((value) => Number.isFinite(value))).toBe(true);
    }
    // an image: one vector for each pixel, or one for each row and column of the other axes
    const [x, y] = [random([2, 3, 4, 5]), random([2, 3, 4, 5], 'y')];
    const [left, right] = [[...x.dataSync()], [...y.dataSync()]];
    const cosines = Array.from({ length: 24 }, (_, pixel) => {
      const part = (list: number[]): number[] => list.slice(pixel * 5, pixel * 5 + 5);
      const dot = (a: number[], b: number[]): number => a.reduce((total, value, at) => total + value * b[at]!, 0);
      const [a, b] = [part(left), part(right)];
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    });
    const expected = 1 - cosines.reduce((total, value) => total + value, 0) / 24;
    expect(values(() => cosineDistance(x, y))[0]).toBeCloseTo(expected, 5);
    expect(() => cosineDistance(x, tf.ones([2, 3, 4, 4]))).toThrow(/cosineDistance/);
    tf.dispose([x, y]);
  });

  it('squaredNorm adds up the squares of all tensors', () => {
    expect(values(() => squaredNorm([tf.tensor1d([1, 2]), tf.scalar(3)]))).toEqual([14]);
    expect(() => squaredNorm([])).toThrow(/no tensors/);
  });

  it('stopGradient shares the values and cuts the tape', () => {
    const x = tf.tensor1d([2, 3]);
    const slope = values(() => tf.grad((y) => tf.sum(tf.mul(stopGradient(y), tf.square(y))))(x));
    // d/dx of c·x² at c = x, not of x³
    expect(slope).toEqual([8, 18]);
    expect(() => tf.grad((y) => tf.sum(stopGradient(y)))(x)).toThrow(/Cannot compute gradient/);
    expectNoLeak(() => tf.tidy(() => stopGradient(x)));
    x.dispose();
  });

  it('inputGradient runs no second forward pass', () => {
    const [x, w] = [random([2, 6, 6, 3]), random([3, 3, 3, 4], 'w')];
    const penalty = (image: tf.Tensor): tf.Scalar => {
      const score = tf.conv2d(image as tf.Tensor4D, w, 1, 'same');
      return tf.sum(tf.square(inputGradient(tf.square(score), image)));
    };
    const kernels = countKernels(() => tf.dispose(tf.tidy(() => tf.valueAndGrad(penalty)(x).value)));
    // one forward, one more as the second derivative of its gradient
    expect(kernels['Conv2D']).toBe(2);
    expectNoLeak(() => tf.tidy(() => tf.grad(penalty)(x)));
    tf.dispose([x, w]);
  });
});
