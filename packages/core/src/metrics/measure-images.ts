import type { MetricName } from '../config/schema.ts';
import { embedImages, type ImageSource } from './embed-images.ts';
import type { FeatureSet } from './feature-set.ts';
import type { ImageSpace } from './image-space.ts';
import { referenceFor, type MetricValues } from './measure-features.ts';

export interface MeasureRequest {
  readonly space: ImageSpace;
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
 * Measures samples by several metrics in one feature space, embedding each image once.
 * Throws a `RangeError` if the reference or the held-out images are fewer than the samples.
 */
export async function measureImages({
  space,
  metrics,
  reference,
  samples,
  heldOut,
}: MeasureRequest): Promise<Measurement> {
  const { count } = samples;
  const least = Math.min(reference.count, heldOut?.count ?? count);
  if (least < count) throw new RangeError(`${count} samples need as many real images to compare with, not ${least}`);
  const real = referenceFor('values' in reference ? reference : await embedImages(space, reference), metrics);
  const measure = async (images: ImageSource) => real.compare(await embedImages(space, images, { count }));
  return {
    space: `${space.name}@${space.side}`,
    weightsHash: space.weightsHash,
    count,
    values: await measure(samples),
    real: heldOut === undefined ? undefined : await measure(heldOut),
    reference: real.features,
  };
}
