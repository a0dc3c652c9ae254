import type { FeatureNetwork } from '../perceptual/feature-network.ts';
import { embedImages, type ImageSource } from './embed-images.ts';
import type { FeatureSet } from './feature-set.ts';
import { frechetDistance } from './frechet.ts';
import { gaussianStatistics } from './gaussian-statistics.ts';
import { kernelDistance } from './kernel-distance.ts';
import { densityCoverage, precisionRecall } from './manifold-metrics.ts';

/** `fd` and `kid` are distances (less is better), the others shares of what they name (more is better). */
export const metricNames = ['fd', 'kid', 'precision', 'recall', 'density', 'coverage'] as const;
export type MetricName = (typeof metricNames)[number];
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

export interface MeasureRequest {
  readonly network: FeatureNetwork;
  readonly metrics: readonly MetricName[];
  /** Real images, or their features if they were embedded before. */
  readonly reference: ImageSource | FeatureSet;
  readonly samples: ImageSource;
  /** Real images that are not in `reference`, at least as many as samples: measured like samples. */
  readonly heldOut?: ImageSource;
}

export interface Measurement {
  /** Network and side that images are seen at, for example `efficientnet-lite0@64`. */
  readonly space: string;
  readonly weightsHash: string;
  /** Number of samples: values of different counts must not be compared. */
  readonly count: number;
  readonly values: MetricValues;
  /** The same metrics of held-out real images: what a perfect generator would get. */
  readonly real: MetricValues | undefined;
  readonly reference: FeatureSet;
}

/**
 * Measures samples by several metrics in one feature space, embedding each image once. The Fréchet distance uses the
 * whole reference; the others, which want equal numbers, its first `count` images.
 * Throws a `RangeError` if the reference or the held-out images are fewer than the samples.
 */
export async function measureImages({
  network,
  metrics,
  reference,
  samples,
  heldOut,
}: MeasureRequest): Promise<Measurement> {
  const { count } = samples;
  const least = Math.min(reference.count, heldOut?.count ?? count);
  if (least < count) throw new RangeError(`${count} samples need as many real images to compare with, not ${least}`);
  const real = 'values' in reference ? reference : await embedImages(network, reference);
  const measure = async (images: ImageSource) =>
    metricsOf(metrics, real, await embedImages(network, images, { count }));
  return {
    space: `${network.name}@${network.evaluationSide}`,
    weightsHash: network.weightsHash,
    count,
    values: await measure(samples),
    real: heldOut === undefined ? undefined : await measure(heldOut),
    reference: real,
  };
}

function metricsOf(metrics: readonly MetricName[], reference: FeatureSet, samples: FeatureSet): MetricValues {
  const wants = (...names: readonly MetricName[]) => names.some((name) => metrics.includes(name));
  const { dimension } = reference;
  const equal = { count: samples.count, dimension, values: reference.values.subarray(0, samples.count * dimension) };
  const all: MetricValues = {
    ...(wants('fd') ? { fd: frechetDistance(gaussianStatistics(reference), gaussianStatistics(samples)) } : {}),
    ...(wants('kid') ? { kid: kernelDistance(equal, samples) } : {}),
    ...(wants('precision', 'recall') ? precisionRecall(equal, samples) : {}),
    ...(wants('density', 'coverage') ? densityCoverage(equal, samples) : {}),
  };
  return Object.fromEntries(metrics.map((name) => [name, all[name]]));
}
