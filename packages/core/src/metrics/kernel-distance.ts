import { sameDimension, type FeatureSet } from './feature-set.ts';
import { eachTile, exactProduct, pairOf, type Pair } from './products.ts';

/** Up to this size of a block float64 costs nothing; beyond it the errors of float32 even out over the many pairs. */
const fewMultiplications = 2 ** 23;

/** Above this many samples the distance is the mean over consecutive blocks: unbiased as well, and quadratic no more. */
const blockSize = 1000;

/**
 * Kernel distance, KID (Bińkowski et al., 2018): the unbiased estimate of the squared maximum mean discrepancy under the
 * cubic kernel (x·y / d + 1)³. Unlike a Fréchet distance its expectation does not depend on the number of samples; it
 * may be slightly negative for equal distributions. Uses the first n of each, n the smaller count.
 * Throws a `RangeError` if the dimensions differ or n < 2.
 */
export async function kernelDistance(a: FeatureSet, b: FeatureSet): Promise<number> {
  sameDimension(a, b);
  const count = Math.min(a.count, b.count);
  if (count < 2) throw new RangeError(`a kernel distance needs at least 2 samples of each, not ${count}`);
  const blocks = Math.max(1, Math.floor(count / blockSize));
  const size = Math.floor(count / blocks);
  let total = 0;
  for (let block = 0; block < blocks; block++)
    total += await blockDistance(rows(a, block * size, size), rows(b, block * size, size));
  return total / blocks;
}

const rows = ({ dimension, values }: FeatureSet, from: number, count: number): FeatureSet => ({
  count,
  dimension,
  values: values.subarray(from * dimension, (from + count) * dimension),
});

async function blockDistance(a: FeatureSet, b: FeatureSet): Promise<number> {
  const { count } = a;
  const pairs = count * (count - 1);
  const sum = count * count * a.dimension <= fewMultiplications ? exactSum : kernelSum;
  const within = async (set: FeatureSet) => (2 * (await sum(set, set))) / pairs;
  return (await within(a)) + (await within(b)) - (2 * (await sum(a, b))) / (count * count);
}

/** o·x of every moved row x, in float64. */
const projections = ({ rows: moved }: Pair['a'], origin: Float64Array): Float64Array =>
  Float64Array.from({ length: moved.length / origin.length }, (_, row) =>
    origin.reduce((sum, value, at) => sum + value * (moved[row * origin.length + at] ?? 0), 0),
  );

const cubed = (product: number, dimension: number): number => {
  const base = product / dimension + 1;
  return base * base * base;
};

/** Sum of the kernel over all pairs of rows; of a set with itself over those above the diagonal. */
const exactSum = (a: FeatureSet, b: FeatureSet): number => {
  let total = 0;
  for (let row = 0; row < a.count; row++) {
    for (let column = a === b ? row + 1 : 0; column < b.count; column++) {
      total += cubed(exactProduct(a, row, b, column), a.dimension);
    }
  }
  return total;
};

/**
 * The same for many rows. With x = o + x′ the large part of x·y,
 * o·o + o·x′ + o·y′, is taken in float64; only x′·y′ comes from the engine.
 */
async function kernelSum(a: FeatureSet, b: FeatureSet): Promise<number> {
  const pair = pairOf(a, b);
  const { origin, dimension } = pair;
  const constant = origin.reduce((sum, value) => sum + value * value, 0);
  const left = projections(pair.a, origin);
  const right = pair.a === pair.b ? left : projections(pair.b, origin);
  let total = 0;
  await eachTile(pair, ({ rows: { from, to }, columns, products }) => {
    const width = columns.to - columns.from;
    for (let row = from; row < to; row++) {
      const own = constant + (left[row] ?? 0);
      for (let column = a === b ? Math.max(columns.from, row + 1) : columns.from; column < columns.to; column++) {
        const product = products[(row - from) * width + column - columns.from] ?? 0;
        total += cubed(own + (right[column] ?? 0) + product, dimension);
      }
    }
  });
  return total;
}
