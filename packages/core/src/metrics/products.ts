import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { sameDimension, type FeatureSet } from './feature-set.ts';

/** Rows of a set, moved to a common origin and laid out for the engine. */
interface Moved {
  readonly set: FeatureSet;
  readonly rows: Float32Array;
  /** Float64 length of each moved row. */
  readonly lengths: Float64Array;
}

/** Inner products of some rows of one set with some rows of another. */
export interface Tile {
  readonly rows: { readonly from: number; readonly to: number };
  readonly columns: { readonly from: number; readonly to: number };
  /** Row-major, float32: what the engine found. */
  readonly products: Float32Array;
}

/** Two sets seen from a common origin, which keeps products small and so exact. */
export interface Pair {
  readonly a: Moved;
  readonly b: Moved;
  readonly origin: Float64Array;
  readonly dimension: number;
}

const originOf = ({ count, dimension, values }: FeatureSet): Float64Array => {
  const mean = new Float64Array(dimension);
  for (let index = 0; index < values.length; index += 1) {
    const at = index % dimension;
    mean[at] = (mean[at] ?? 0) + (values[index] ?? 0) / count;
  }
  // A value that float32 holds: the difference of two features is rounded once, not twice.
  return mean.map(Math.fround);
};

const moved = (set: FeatureSet, from: Float64Array): Moved => {
  const { count, dimension, values } = set;
  const rows = new Float32Array(count * dimension);
  const lengths = new Float64Array(count);
  for (let row = 0, index = 0; row < count; row += 1) {
    let square = 0;
    for (let at = 0; at < dimension; at += 1, index += 1) {
      const value = (values[index] ?? 0) - (from[at] ?? 0);
      rows[index] = value;
      square += value * value;
    }
    lengths[row] = Math.sqrt(square);
  }
  return { set, rows, lengths };
};

/** Throws a `RangeError` if the dimensions differ. */
export const pairOf = (a: FeatureSet, b: FeatureSet): Pair => {
  sameDimension(a, b);
  const from = originOf(a);
  const first = moved(a, from);
  return { a: first, b: b === a ? first : moved(b, from), origin: from, dimension: a.dimension };
};

const side = 1024;

const matrixOf = ({ rows, set: { dimension } }: Moved, from: number, to: number): Tensor2D =>
  tf.tensor2d(rows.subarray(from * dimension, to * dimension), [to - from, dimension]);

/**
 * All inner products of the moved rows of a pair, tile by tile, by the current engine. Memory does not grow with the number of rows.
 * For a set with itself only tiles on and above the diagonal are visited.
 */
export const eachTile = async ({ a, b }: Pair, visit: (tile: Tile) => void): Promise<void> => {
  for (let top = 0; top < a.set.count; top += side) {
    const bottom = Math.min(a.set.count, top + side);
    const left = matrixOf(a, top, bottom);
    try {
      for (let from = a === b ? top : 0; from < b.set.count; from += side) {
        const to = Math.min(b.set.count, from + side);
        const products = tf.tidy(() => tf.matMul(left, matrixOf(b, from, to), false, true));
        const values = await products.data<'float32'>();
        products.dispose();
        visit({ rows: { from: top, to: bottom }, columns: { from, to }, products: values });
      }
    } finally {
      left.dispose();
    }
  }
};

/** Squared distance of two rows of the sets themselves, in float64. */
export const exactDistance = (a: FeatureSet, row: number, b: FeatureSet, column: number): number => {
  const { dimension } = a;
  let sum = 0;
  for (let left = row * dimension, right = column * dimension, end = left + dimension; left < end; left += 1) {
    const difference = (a.values[left] ?? 0) - (b.values[right] ?? 0);
    sum += difference * difference;
    right += 1;
  }
  return sum;
};

/** Inner product of two rows in float64. */
export const exactProduct = (
  a: Pick<FeatureSet, 'dimension' | 'values'>,
  row: number,
  b: Pick<FeatureSet, 'values'>,
  column: number,
): number => {
  const { dimension } = a;
  let sum = 0;
  for (let left = row * dimension, right = column * dimension, end = left + dimension; left < end; left += 1) {
    sum += (a.values[left] ?? 0) * (b.values[right] ?? 0);
    right += 1;
  }
  return sum;
};

/**
 * How far a squared distance made of lengths and a product may be off, as a share of the squared sum of both lengths: what float32 can
 * lose at worst, or more where the engine is found to be coarser (some GPUs multiply in ten bits).
 */
export const roundoff = (pair: Pair, { rows, columns, products }: Tile): number => {
  const { a, b, dimension } = pair;
  const width = columns.to - columns.from;
  const probes = 64;
  let worst = 0;
  for (let probe = 0; probe < probes; probe += 1) {
    const row = rows.from + ((probe * 7919) % (rows.to - rows.from));
    const column = columns.from + ((probe * 104_729) % width);
    const scale = (a.lengths[row] ?? 0) * (b.lengths[column] ?? 0);
    const found = products[(row - rows.from) * width + column - columns.from] ?? 0;
    if (scale > 0)
      worst = Math.max(
        worst,
        Math.abs(found - exactProduct({ dimension, values: a.rows }, row, { values: b.rows }, column)) / scale,
      );
  }
  return Math.max((dimension + 8) * 2 ** -24, 8 * worst);
};
