import { sameDimension, type FeatureSet } from './feature-set.ts';

/** Above this many samples the distance is the mean over consecutive blocks: unbiased as well, and quadratic no more. */
const blockSize = 1000;

/**
 * Kernel distance, KID (Bińkowski et al., 2018): the unbiased estimate of the squared maximum mean discrepancy under the
 * cubic kernel (x·y / d + 1)³. Unlike a Fréchet distance its expectation does not depend on the number of samples; it
 * may be slightly negative for equal distributions. Uses the first n of each, n the smaller count.
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
  let total = 0;
  for (let i = 0; i < size; i++) {
    for (let j = above ? i + 1 : 0; j < size; j++) {
      let dot = 0;
      for (
        let k = 0, left = (start + i) * dimension, right = (start + j) * dimension;
        k < dimension;
        k++, left++, right++
      ) {
        dot += (a.values[left] ?? 0) * (b.values[right] ?? 0);
      }
      total += (dot / dimension + 1) ** 3;
    }
  }
  return total;
}
