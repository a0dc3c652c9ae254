import type { MetricName } from '../config/schema.ts';
import type { FeatureSet } from './feature-set.ts';
import { frechetTo } from './frechet.ts';
import { gaussianStatistics } from './gaussian-statistics.ts';
import { kernelDistance } from './kernel-distance.ts';
import { manifoldMetrics, realRadii, type Neighbours, type RealRadii } from './manifold-metrics.ts';

/** `fd` and `kid` are distances (less is better), the others shares of what they name (more is better). */
export const featureMetrics = [
  'fd',
  'kid',
  'precision',
  'recall',
  'density',
  'coverage',
] as const satisfies readonly MetricName[];
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/** Neighbours that define precision and recall, and density and coverage, as their papers do. */
export const neighbours = { precisionRecall: 3, densityCoverage: 5 } as const;

/** Real features, with what every comparison needs of them measured once. */
export interface Reference {
  readonly features: FeatureSet;
  readonly compare: (samples: FeatureSet) => Promise<MetricValues>;
}

/**
 * Prepares to measure any number of samples against one reference. The Fréchet distance uses the whole reference; the others, which want
 * equal numbers, its first ones; metrics of something else than features are left out. `compare` throws a `RangeError` if there are more samples than reference.
 */
export const referenceFor = (features: FeatureSet, metrics: readonly MetricName[]): Reference => {
  const wants = (...names: readonly MetricName[]): boolean => names.some((name) => metrics.includes(name));
  const asked: Neighbours = {
    ...(wants('precision', 'recall') ? { precisionRecall: neighbours.precisionRecall } : {}),
    ...(wants('density', 'coverage') ? { densityCoverage: neighbours.densityCoverage } : {}),
  };
  const { dimension, values } = features;
  let distance: ReturnType<typeof frechetTo> | undefined;
  let balls: { readonly count: number; readonly radii: Promise<RealRadii> } | undefined;
  const compare = async (samples: FeatureSet): Promise<MetricValues> => {
    const { count } = samples;
    if (count > features.count)
      throw new RangeError(`${count} samples need as many real images to compare with, not ${features.count}`);
    const equal = { count, dimension, values: values.subarray(0, count * dimension) };
    if (balls?.count !== count) balls = { count, radii: realRadii(equal, asked) };
    if (wants('fd')) distance ??= frechetTo(gaussianStatistics(features));
    const all: MetricValues = {
      ...(distance === undefined ? {} : { fd: distance(gaussianStatistics(samples)) }),
      ...(wants('kid') ? { kid: await kernelDistance(equal, samples) } : {}),
      ...(Object.keys(asked).length === 0 ? {} : await manifoldMetrics(equal, samples, asked, await balls.radii)),
    };
    return Object.fromEntries(metrics.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
  };
  return { features, compare };
};
