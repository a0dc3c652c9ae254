import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { compareWithWasm } from '../native/self-test.ts';

/**
 * A few numbers that an engine must get right before it is trusted: a matrix product, a convolution and both of its gradients,
 * against sums in plain JavaScript.
 *
 * @throws EngineError naming what is wrong
 */
export async function selfTest(name: string): Promise<void> {
  const [image, filter] = [counting([1, 5, 4, 2]), counting([3, 3, 2, 3])];
  const [left, right] = [counting([3, 4]), counting([4, 5])];
  const results = tf.tidy(() => {
    const convolve = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid');
    const [x, w] = [tf.tensor(image.values, image.shape), tf.tensor(filter.values, filter.shape)];
    const [toImage, toFilter] = tf.grads((...[a, b]) => tf.sum(convolve(a as tf.Tensor, b as tf.Tensor)))([x, w]);
    const product = tf.matMul(tf.tensor2d(left.values, [3, 4]), tf.tensor2d(right.values, [4, 5]));
    // one number of each result is enough: it takes every input
    return [tf.sum(product), tf.sum(convolve(x, w)), tf.sum(tf.mul(toImage ?? x, x)), tf.sum(tf.mul(toFilter ?? w, w))];
  });
  const [product, convolution, toImage, toFilter] = await Promise.all(
    results.map(async (sum) => (await sum.data())[0]),
  );
  tf.dispose(results);
  const total = convolutionSum(image.values, filter.values);
  // the sum of a bilinear form, paired with either gradient, is the form itself
  const expected: [string, number | undefined, number][] = [
    ['matMul', product, productSum(left.values, right.values)],
    ['conv2d', convolution, total],
    ['the gradient of conv2d in the image', toImage, total],
    ['the gradient of conv2d in the filter', toFilter, total],
  ];
  for (const [operation, actual = Number.NaN, exact] of expected)
    if (!(Math.abs(actual - exact) <= 1e-4 * Math.abs(exact)))
      throw new EngineError(
        'self-test-failed',
        `${name} computes ${operation} wrongly: ${actual} instead of ${exact}.`,
      );
  if (name === 'wasm+native') await compareWithWasm();
}

function counting(shape: number[]): { shape: number[]; values: Float32Array } {
  const size = tf.util.sizeFromShape(shape);
  return { shape, values: Float32Array.from({ length: size }, (_, index) => ((index * 7) % 11) - 4) };
}

function productSum(left: Float32Array, right: Float32Array): number {
  const sums = (values: Float32Array, rows: number, across: number, at: (row: number, column: number) => number) =>
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: across }, (__, column) => values[at(row, column)] ?? 0).reduce(
        (total, value) => total + value,
        0,
      ),
    );
  const columns = sums(left, 4, 3, (row, column) => column * 4 + row);
  const rows = sums(right, 4, 5, (row, column) => row * 5 + column);
  return columns.reduce((total, value, index) => total + value * (rows[index] ?? 0), 0);
}

/** Σ of the valid 3×3 convolution of a 5×4 image of 2 channels with 3 filters. */
function convolutionSum(image: Float32Array, filter: Float32Array): number {
  let total = 0;
  for (let y = 0; y < 3; y++)
    for (let x = 0; x < 2; x++)
      for (let tap = 0; tap < 3 * 3 * 2 * 3; tap++) {
        const channel = Math.floor(tap / 3) % 2;
        const [down, across] = [Math.floor(tap / 18), Math.floor(tap / 6) % 3];
        total += (image[((y + down) * 4 + x + across) * 2 + channel] ?? 0) * (filter[tap] ?? 0);
      }
  return total;
}
