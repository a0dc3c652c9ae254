import { sameDimension, type FeatureSet } from './feature-set.ts';
import { neighbourRadii, squaredDistances } from './neighbours.ts';

export interface PrecisionRecall {
  /** Share of samples that lie where real images are: do they look right? 0 to 1. */
  readonly precision: number;
  /** Share of real images that lie where samples are: is everything there? 0 to 1. */
  readonly recall: number;
}

export interface DensityCoverage {
  /** Like precision, but how often: real neighbourhoods around a sample, over k. May exceed 1. */
  readonly density: number;
  /** Share of real images with a sample among their k nearest. 0 to 1. */
  readonly coverage: number;
}

/**
 * Improved precision and recall (Kynkäänniemi et al., 2019): a set's region is the union of balls that reach from each
 * member to its k-th nearest neighbour. Throws a `RangeError` if dimensions differ or a set has not more than k rows.
 */
export function precisionRecall(real: FeatureSet, fake: FeatureSet, k = 3): PrecisionRecall {
  sameDimension(real, fake);
  const realRadii = neighbourRadii(real, k);
  const fakeRadii = neighbourRadii(fake, k);
  const distances = squaredDistances(real, fake);
  const at = (i: number, j: number) => distances[i * fake.count + j] ?? 0;
  const inReal = indices(fake.count).filter((j) => indices(real.count).some((i) => at(i, j) <= (realRadii[i] ?? 0)));
  const inFake = indices(real.count).filter((i) => indices(fake.count).some((j) => at(i, j) <= (fakeRadii[j] ?? 0)));
  return { precision: inReal.length / fake.count, recall: inFake.length / real.count };
}

/**
 * Density and coverage (Naeem et al., 2020): precision and recall made robust to single outliers, by real
 * neighbourhoods only. Throws a `RangeError` if dimensions differ or `real` has not more than k rows.
 */
export function densityCoverage(real: FeatureSet, fake: FeatureSet, k = 5): DensityCoverage {
  sameDimension(real, fake);
  const radii = neighbourRadii(real, k);
  const distances = squaredDistances(real, fake);
  let hits = 0;
  let covered = 0;
  for (let i = 0; i < real.count; i++) {
    const inside = indices(fake.count).filter((j) => (distances[i * fake.count + j] ?? 0) < (radii[i] ?? 0)).length;
    hits += inside;
    if (inside > 0) covered++;
  }
  return { density: hits / (k * fake.count), coverage: covered / real.count };
}

function indices(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
