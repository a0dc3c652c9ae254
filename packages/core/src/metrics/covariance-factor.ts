import { rowProducts } from '@ganreg/numerics/float64';
import type { GaussianStatistics } from './gaussian-statistics.ts';

/** Rows f₁ … fᵣ with Σ = Σₖ fₖ fₖᵀ, r the rank: row-major `rank × dimension`. */
export interface Factor {
  readonly rank: number;
  readonly dimension: number;
  readonly rows: Float64Array;
}

const largest = (values: Float64Array): number => {
  let at = 0;
  for (let index = 1; index < values.length; index += 1) if ((values[index] ?? 0) > (values[at] ?? 0)) at = index;
  return at;
};

/** Cholesky with pivots (Higham, 1990): ends at the numerical rank, so that singular covariances are no special case. */
export const factorOf = ({ dimension, covariance }: Pick<GaussianStatistics, 'dimension' | 'covariance'>): Factor => {
  const left = Float64Array.from({ length: dimension }, (_, i) => covariance[i * dimension + i] ?? 0);
  const least = dimension * Number.EPSILON * (left[largest(left)] ?? 0);
  const rows = new Float64Array(dimension * dimension);
  let rank = 0;
  while (rank < dimension) {
    const pivot = largest(left);
    const remaining = left[pivot] ?? 0;
    if (!(remaining > least)) break;
    const row = rows.subarray(rank * dimension, (rank + 1) * dimension);
    row.set(covariance.subarray(pivot * dimension, (pivot + 1) * dimension));
    for (let before = 0; before < rank; before += 1) {
      const known = rows.subarray(before * dimension, (before + 1) * dimension);
      const factor = known[pivot] ?? 0;
      for (let i = 0; i < dimension; i += 1) row[i] = (row[i] ?? 0) - factor * (known[i] ?? 0);
    }
    const root = Math.sqrt(remaining);
    for (let i = 0; i < dimension; i += 1) {
      const value = (row[i] ?? 0) / root;
      row[i] = value;
      left[i] = (left[i] ?? 0) - value * value;
    }
    left[pivot] = 0;
    rank += 1;
  }
  return { rank, dimension, rows: rows.subarray(0, rank * dimension) };
};

/** F Σ Fᵀ, row-major `rank × rank`; symmetric up to rounding, and as its upper triangle is. */
export const sandwiched = ({ rank, dimension, rows }: Factor, covariance: Float64Array): Float64Array => {
  const result = rowProducts(rowProducts(rows, covariance, dimension), rows, dimension);
  for (let row = 0; row < rank; row += 1) {
    for (let column = 0; column < row; column += 1) result[row * rank + column] = result[column * rank + row] ?? 0;
  }
  return result;
};
