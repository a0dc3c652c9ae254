import { columnProducts } from '@ganreg/numerics/float64';
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
  const centred = new Float64Array(dimension);
  const products = columnProducts(dimension);
  let count = 0;
  const addRow = (rows: ArrayLike<number>, start: number) => {
    for (let i = 0; i < dimension; i++) {
      const value = rows[start + i] ?? Number.NaN;
      if (!Number.isFinite(value)) throw new RangeError(`feature ${i} of row ${count} is ${value}`);
      if (count === 0) origin[i] = value;
      const own = value - (origin[i] ?? 0);
      centred[i] = own;
      sum[i] = (sum[i] ?? 0) + own;
    }
    products.add(centred);
    count++;
  };
  return {
    add: (rows) => {
      if (rows.length % dimension !== 0)
        throw new RangeError(`${rows.length} values are not rows of ${dimension} features`);
      for (let start = 0; start < rows.length; start += dimension) addRow(rows, start);
    },
    result: () => {
      if (count < 2) throw new RangeError(`a covariance needs at least 2 rows, not ${count}`);
      const covariance = products.result();
      for (let i = 0, at = 0; i < dimension; i++) {
        for (let j = 0; j < dimension; j++, at++) {
          const common = ((sum[i] ?? 0) * (sum[j] ?? 0)) / count;
          covariance[at] = ((covariance[at] ?? 0) - common) / (count - 1);
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
