import type { MetricName } from '@ganreg/core';
import type { FeatureSet, Reference } from '@ganreg/core/metrics';
import { modeCoverage } from './mode-coverage.ts';
import type { Modes, Samples } from './samples.ts';
import type { Values } from './values.ts';

export interface Compared {
  readonly samples: Samples;
  readonly features: FeatureSet;
  readonly reference: Reference;
  readonly modes: Modes | undefined;
}

/** The metrics asked for. A metric of known modes is left out where there are none. */
export const measure = async (
  metrics: readonly MetricName[],
  { samples, features, reference, modes }: Compared,
): Promise<Values> => {
  const wantsModes = metrics.includes('modes') || metrics.includes('quality');
  const all: Values = {
    ...(await reference.compare(features)),
    ...(modes !== undefined && wantsModes ? modeCoverage(samples, modes) : {}),
  };
  return Object.fromEntries(metrics.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
};
