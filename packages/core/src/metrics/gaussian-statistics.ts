import type { FeatureSet } from './feature-set.ts';

/** Mean and covariance (divided by count − 1) of feature vectors, in float64; `covariance` is row-major d × d. */
export interface GaussianStatistics {
  readonly count: number;
  readonly dimension: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Takes features as they come and keeps their sums alone. */
export interface GaussianAccumulator {
  /** Takes whole rows of features. Throws a `RangeError` for a broken row or a value that is not finite. */
  readonly add: (rows: ArrayLike<number>) => void;
  /** Statistics of all rows so far. Throws a `RangeError` before the second row. */
  readonly result: () => GaussianStatistics;
}

/**
 * Collects mean and covariance row by row, so that features need not be kept. Sums are taken around the first row,
 * which keeps them exact where all features have a large common part.
 */
export function gaussianAccumulator(dimension: number): GaussianAccumulator {
  const origin = new Float64Array(dimension);
  const sum = new Float64Array(dimension);
  const products = new Float64Array(dimension * dimension);
  const row = (): Float64Array => new Float64Array(dimension);
  const centred = [row(), row(), row(), row()] as const;
  let waiting = 0;
  let count = 0;
  const centre = (rows: ArrayLike<number>, start: number, into: Float64Array) => {
    for (let i = 0; i < dimension; i++) {
      const value = rows[start + i] ?? Number.NaN;
      if (!Number.isFinite(value)) throw new RangeError(`feature ${i} of row ${count} is ${value}`);
      if (count === 0) origin[i] = value;
      const own = value - (origin[i] ?? 0);
      into[i] = own;
      sum[i] = (sum[i] ?? 0) + own;
    }
    count++;
  };
  const [first, second, third, fourth] = centred;
  /** Four rows at once: the sums of products are read and written a quarter as often. */
  const addProducts = () => {
    for (let i = 0; i < dimension; i++) {
      const [a, b, c, d] = [first[i] ?? 0, second[i] ?? 0, third[i] ?? 0, fourth[i] ?? 0];
      if (a === 0 && b === 0 && c === 0 && d === 0) continue;
      for (let j = i, at = i * dimension + i; j < dimension; j++, at++) {
        products[at] =
          (products[at] ?? 0) +
          (a * (first[j] ?? 0) + b * (second[j] ?? 0) + (c * (third[j] ?? 0) + d * (fourth[j] ?? 0)));
      }
    }
    waiting = 0;
  };
  const addRow = (rows: ArrayLike<number>, start: number) => {
    centre(rows, start, centred[waiting] ?? first);
    waiting++;
    if (waiting === centred.length) addProducts();
  };
  const settle = () => {
    if (waiting === 0) return;
    for (const row of centred.slice(waiting)) row.fill(0);
    addProducts();
  };
  return {
    add: (rows) => {
      if (rows.length % dimension !== 0)
        throw new RangeError(`${rows.length} values are not rows of ${dimension} features`);
      for (let start = 0; start < rows.length; start += dimension) addRow(rows, start);
    },
    result: () => {
      if (count < 2) throw new RangeError(`a covariance needs at least 2 rows, not ${count}`);
      settle();
      const covariance = new Float64Array(dimension * dimension);
      for (let i = 0; i < dimension; i++) {
        for (let j = i; j < dimension; j++) {
          const common = ((sum[i] ?? 0) * (sum[j] ?? 0)) / count;
          const value = ((products[i * dimension + j] ?? 0) - common) / (count - 1);
          covariance[i * dimension + j] = value;
          covariance[j * dimension + i] = value;
        }
      }
      return { count, dimension, mean: sum.map((total, i) => (origin[i] ?? 0) + total / count), covariance };
    },
  };
}

/** Mean and covariance of a set of features. Throws a `RangeError` for fewer than two rows or values that are not finite. */
export function gaussianStatistics({ dimension, values }: FeatureSet): GaussianStatistics {
  const accumulator = gaussianAccumulator(dimension);
  accumulator.add(values);
  return accumulator.result();
}
