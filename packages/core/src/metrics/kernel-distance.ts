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
  const pairs = size * (size - 1);
  const within = (set: FeatureSet) => (2 * kernelSum(set, set, start, size, true)) / pairs;
  return within(a) + within(b) - (2 * kernelSum(a, b, start, size, false)) / (size * size);
}

/** Sum of the kernel over the block's pairs, or over those above the diagonal. */
function kernelSum(a: FeatureSet, b: FeatureSet, start: number, size: number, above: boolean): number {
  const { dimension } = a;
  const left = a.values;
  const right = b.values;
  const kernel = (product: number): number => {
    const base = product / dimension + 1;
    return base * base * base;
  };
  let total = 0;
  for (let i = 0; i < size; i++) {
    const row = (start + i) * dimension;
    let j = above ? i + 1 : 0;
    // Four columns at once: each value of the row is read and converted a quarter as often.
    for (; j + 3 < size; j += 4) {
      let [first, second, third, fourth] = [0, 0, 0, 0];
      let at = (start + j) * dimension;
      for (let k = 0; k < dimension; k++, at++) {
        const value = left[row + k] ?? 0;
        first += value * (right[at] ?? 0);
        second += value * (right[at + dimension] ?? 0);
        third += value * (right[at + 2 * dimension] ?? 0);
        fourth += value * (right[at + 3 * dimension] ?? 0);
      }
      total += kernel(first) + kernel(second) + (kernel(third) + kernel(fourth));
    }
    for (; j < size; j++) {
      let product = 0;
      for (let k = 0, at = (start + j) * dimension; k < dimension; k++, at++) {
        product += (left[row + k] ?? 0) * (right[at] ?? 0);
      }
      total += kernel(product);
    }
  }
  return total;
}
