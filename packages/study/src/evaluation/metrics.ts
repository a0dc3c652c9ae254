import type { MetricName } from '@ganreg/core';
import {
  densityCoverage,
  frechetDistance,
  gaussianStatistics,
  kernelDistance,
  precisionRecall,
  type FeatureSet,
  type GaussianStatistics,
} from '@ganreg/core/metrics';
import { modeCoverage } from './mode-coverage.ts';
import type { Modes, Samples } from './samples.ts';
import type { Values } from './values.ts';

/** Neighbours in precision and recall, and in density and coverage. */
export const neighbours = { precisionRecall: 3, densityCoverage: 5 } as const;

/** What stays the same for every set of samples that is compared with one reference. */
export interface Reference {
  readonly features: FeatureSet;
  readonly statistics: GaussianStatistics | undefined;
}

export const referenceFor = (features: FeatureSet, metrics: readonly MetricName[]): Reference => ({
  features,
  statistics: metrics.includes('fd') ? gaussianStatistics(features) : undefined,
});

export interface Compared {
  readonly samples: Samples;
  readonly features: FeatureSet;
  readonly reference: Reference;
  readonly modes: Modes | undefined;
}

/**
 * The metrics asked for. The Fréchet distance uses the whole reference; the others want equal numbers and take its first ones.
 * A metric of known modes is left out where there are none.
 */
export const measure = (metrics: readonly MetricName[], { samples, features, reference, modes }: Compared): Values => {
  const wants = (...names: readonly MetricName[]): boolean => names.some((name) => metrics.includes(name));
  const { count, dimension } = features;
  const real = { count, dimension, values: reference.features.values.subarray(0, count * dimension) };
  const all: Values = {
    ...(reference.statistics === undefined
      ? {}
      : { fd: frechetDistance(reference.statistics, gaussianStatistics(features)) }),
    ...(wants('kid') ? { kid: kernelDistance(real, features) } : {}),
    ...(wants('precision', 'recall') ? precisionRecall(real, features, neighbours.precisionRecall) : {}),
    ...(wants('density', 'coverage') ? densityCoverage(real, features, neighbours.densityCoverage) : {}),
    ...(modes !== undefined && wants('modes', 'quality') ? modeCoverage(samples, modes) : {}),
  };
  return Object.fromEntries(metrics.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
};
