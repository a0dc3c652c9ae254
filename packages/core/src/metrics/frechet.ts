import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { factorOf, sandwiched } from './covariance-factor.ts';
import { sameDimension } from './feature-set.ts';
import type { GaussianStatistics } from './gaussian-statistics.ts';

const trace = ({ dimension, covariance }: GaussianStatistics): number => {
  let sum = 0;
  for (let i = 0; i < dimension; i += 1) sum += covariance[i * dimension + i] ?? 0;
  return sum;
};

/** The Fréchet distance to one distribution, with what that takes of it prepared once. */
export const frechetTo = (reference: GaussianStatistics): ((other: GaussianStatistics) => number) => {
  const factor = factorOf(reference);
  const { rank } = factor;
  return (other) => {
    sameDimension(reference, other);
    const between = Matrix.from1DArray(rank, rank, sandwiched(factor, other.covariance));
    const { realEigenvalues } = new EigenvalueDecomposition(between, { assumeSymmetric: true });
    const cross = realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
    const means = reference.mean.reduce((sum, value, i) => sum + (value - (other.mean[i] ?? 0)) ** 2, 0);
    return Math.max(0, means + trace(reference) + trace(other) - 2 * cross);
  };
};

/**
 * Fréchet distance between two normal distributions (Dowson and Landau, 1982), the formula of FID (Heusel et al., 2017):
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½).
 *
 * The last trace is the sum of the square roots of the eigenvalues of F Σ₂ Fᵀ, Σ₁ = FᵀF, which is symmetric and has the eigenvalues
 * of Σ₁ Σ₂ that are not 0. Its bias falls with the number of samples: compare only values of equal counts, in one feature space.
 * Throws a `RangeError` if the dimensions differ.
 */
export const frechetDistance = (a: GaussianStatistics, b: GaussianStatistics): number => frechetTo(a)(b);
