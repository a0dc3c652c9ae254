import type { FeatureNetwork } from '../perceptual/feature-network.ts';
import { embedImages, type ImageSource } from './embed-images.ts';
import { frechetDistance } from './frechet.ts';
import { gaussianStatistics, type GaussianStatistics } from './gaussian-statistics.ts';

export interface FrechetRequest {
  readonly network: FeatureNetwork;
  /** Real images, or their statistics if they were measured before. */
  readonly reference: ImageSource | GaussianStatistics;
  readonly samples: ImageSource;
  /** Real images that are not in `reference`: gives the floor. At least as many as samples. */
  readonly heldOut?: ImageSource;
}

export interface FrechetResult {
  /** Names the feature space and the number of samples: `FD-efficientnet-lite0@64, n = 1000`. Never FID. */
  readonly name: string;
  readonly distance: number;
  /** The same distance for as many held-out real images: what a perfect generator would get, not 0. */
  readonly floor: number | undefined;
  readonly count: number;
  readonly weightsHash: string;
  readonly reference: GaussianStatistics;
}

/**
 * Fréchet distance of samples to real images in the network's space, with its real-vs-real floor at the same count.
 * Throws a `RangeError` if there are fewer held-out images than samples.
 */
export async function evaluateFrechet({
  network,
  reference,
  samples,
  heldOut,
}: FrechetRequest): Promise<FrechetResult> {
  const { count } = samples;
  if (heldOut !== undefined && heldOut.count < count) {
    throw new RangeError(`a floor for ${count} samples needs as many held-out images, not ${heldOut.count}`);
  }
  const statistics = async (images: ImageSource) => gaussianStatistics(await embedImages(network, images, { count }));
  const real = 'covariance' in reference ? reference : gaussianStatistics(await embedImages(network, reference));
  return {
    name: `FD-${network.name}@${network.evaluationSide}, n = ${count}`,
    distance: frechetDistance(real, await statistics(samples)),
    floor: heldOut === undefined ? undefined : frechetDistance(real, await statistics(heldOut)),
    count,
    weightsHash: network.weightsHash,
    reference: real,
  };
}
