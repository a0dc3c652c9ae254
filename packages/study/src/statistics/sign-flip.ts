/** An exact test of paired differences, and how far it can go at all. */
export interface SignFlipTest {
  /** Two-sided: the share of sign patterns whose sum is at least as far from 0 as the one seen. */
  readonly p: number;
  /** The smallest p that this many pairs can give, whatever they are: 2 / 2ⁿ. */
  readonly attainable: number;
}

/** All sums of ±value, in ascending order. 2ⁿ of them. */
const signedSums = (values: readonly number[]): Float64Array => {
  let sums = new Float64Array([0]);
  for (const value of values) {
    const next = new Float64Array(sums.length * 2);
    for (const [index, sum] of sums.entries()) {
      next[index] = sum - value;
      next[index + sums.length] = sum + value;
    }
    sums = next;
  }
  return sums.sort();
};

/** How many pairs, one of each, add up to at least `bound`. */
const pairsAtLeast = (one: Float64Array, other: Float64Array, bound: number): number => {
  let count = 0;
  let reach = other.length;
  for (const value of one) {
    while (reach > 0 && value + (other[reach - 1] ?? 0) >= bound) reach -= 1;
    count += other.length - reach;
  }
  return count;
};

const mostPairs = 40;

/**
 * Fisher's randomisation test of paired differences: under the hypothesis that the arm changes nothing, each difference might as
 * well have had the other sign. All 2ⁿ sign patterns count, none is sampled: the sums of two halves are sorted and met in the
 * middle. Assumes symmetry, no normality. Nothing without a pair.
 * @throws RangeError above 40 pairs
 */
export const signFlipTest = (differences: readonly number[]): SignFlipTest | undefined => {
  const n = differences.length;
  if (n === 0) return undefined;
  if (n > mostPairs) throw new RangeError(`a sign-flip test of ${n} pairs has too many patterns; at most ${mostPairs}`);
  const seen = Math.abs(differences.reduce((sum, each) => sum + each, 0));
  // Sums of equal patterns differ in the last bits with the order of their terms.
  const slack = 1e-12 * differences.reduce((sum, each) => sum + Math.abs(each), 0);
  const half = Math.ceil(n / 2);
  const [one, other] = [signedSums(differences.slice(0, half)), signedSums(differences.slice(half))];
  const patterns = one.length * other.length;
  const upper = pairsAtLeast(one, other, seen - slack);
  // Every pattern has its mirror image, so both tails hold equally many, unless the bound is 0.
  return { p: Math.min(1, (2 * upper) / patterns), attainable: Math.min(1, 2 / patterns) };
};
