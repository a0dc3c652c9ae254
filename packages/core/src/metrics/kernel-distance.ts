import { rowProducts } from '@ganreg/numerics/float64';
import { sameDimension, type FeatureSet } from './feature-set.ts';

/** Above this many samples the distance is the mean over consecutive blocks: unbiased as well, and quadratic no more. */
const blockSize = 1000;

/**
 * Kernel distance, KID (Bińkowski et al., 2018): the unbiased estimate of the squared maximum mean discrepancy under the
 * cubic kernel (x·y / d + 1)³. Unlike a Fréchet distance its expectation does not depend on the number of samples; it
 * may be slightly negative for equal distributions. Uses the first n of each, n the smaller count.
 *
 * A small difference of large sums, so all of it is in float64: products in float32 would leave five digits.
 * Throws a `RangeError` if the dimensions differ or n < 2.
 */
export function kernelDistance(a: FeatureSet, b: FeatureSet): number {
  sameDimension(a, b);
  const count = Math.min(a.count, b.count);
  if (count < 2) throw new RangeError(`a kernel distance needs at least 2 samples of each, not ${count}`);
  const blocks = Math.max(1, Math.floor(count / blockSize));
  const size = Math.floor(count / blocks);
  let total = 0;
  for (let block = 0; block < blocks; block++) total += blockDistance(a, b, block * size, size);
  return total / blocks;
}

function blockDistance(a: FeatureSet, b: FeatureSet, start: number, size: number): number {
  const [left, right] = [a, b].map(({ dimension, values }) =>
    values.subarray(start * dimension, (start + size) * dimension),
  ) as [Float32Array, Float32Array];
  const { dimension } = a;
  const pairs = size * (size - 1);
  const within = (values: Float32Array) =>
    (2 * sumAbove(rowProducts(values, values, dimension), size, dimension)) / pairs;
  return within(left) + within(right) - (2 * sumOfAll(rowProducts(left, right, dimension), dimension)) / (size * size);
}

const kernel = (product: number, dimension: number): number => (product / dimension + 1) ** 3;

const sumOfAll = (products: Float64Array, dimension: number): number =>
  products.reduce((sum, product) => sum + kernel(product, dimension), 0);

/** Over the pairs above the diagonal. */
const sumAbove = (products: Float64Array, size: number, dimension: number): number => {
  let sum = 0;
  for (let row = 0; row < size; row++) {
    for (let at = row * size + row + 1; at < (row + 1) * size; at++) sum += kernel(products[at] ?? 0, dimension);
  }
  return sum;
};
