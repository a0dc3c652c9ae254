import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { sameDimension } from './feature-set.ts';
import type { GaussianStatistics } from './gaussian-statistics.ts';

/**
 * Fréchet distance between two normal distributions (Dowson and Landau, 1982), the formula of FID (Heusel et al., 2017):
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½).
 *
 * The last trace is the sum of the square roots of the eigenvalues of S Σ₂ S, S = Σ₁^½, which is symmetric; singular
 * covariances (fewer samples than dimensions) are no special case. Its bias falls with the number of samples: compare
 * only values of equal counts, in one feature space. Throws a `RangeError` if the dimensions differ.
 */
export function frechetDistance(a: GaussianStatistics, b: GaussianStatistics): number {
  sameDimension(a, b);
  const first = toMatrix(a);
  const second = toMatrix(b);
  const { eigenvectorMatrix: vectors, realEigenvalues } = new EigenvalueDecomposition(first, { assumeSymmetric: true });
  const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  const root = vectors.mulRowVector(roots);
  const between = root.transpose().mmul(second).mmul(root);
  const eigenvalues = new EigenvalueDecomposition(symmetric(between), { assumeSymmetric: true }).realEigenvalues;
  const cross = eigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const means = a.mean.reduce((sum, value, i) => sum + (value - (b.mean[i] ?? 0)) ** 2, 0);
  return Math.max(0, means + first.trace() + second.trace() - 2 * cross);
}

function toMatrix({ covariance, dimension }: GaussianStatistics): Matrix {
  return Matrix.from1DArray(dimension, dimension, covariance);
}

/** Rounding leaves the product a little asymmetric, which the symmetric solver would half ignore. */
function symmetric(matrix: Matrix): Matrix {
  return Matrix.add(matrix, matrix.transpose()).mul(0.5);
}
