import { resizeAntialiased } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import type { FeatureNetwork } from './feature-network.ts';
import { pixelDistance } from './pixel-distance.ts';
import type { PerceptualDistance } from './types.ts';

export interface FeatureDistanceOptions {
  /** Weight of the sum over taps. Default 0.25: with four taps, their mean. */
  readonly featureWeight?: number;
  /** Weight of the mean squared error of pixels. Default 1. */
  readonly pixelWeight?: number;
  /** Smaller images are enlarged, by a whole factor, to at least this side before the network sees them. Default 64. */
  readonly seenSide?: number;
}

/** Below this an enlarged image has nothing left that the network was trained to see. */
const smallestSide = 8;

/**
 * A distance in the manner of LPIPS (Zhang et al., 2018, equation 1, without learnt weights) plus a pixel term:
 *
 * featureWeight · Σ over taps of mean over H, W of ‖â − b̂‖² + pixelWeight · mean (a − b)²,
 *
 * where â is the feature vector at one place scaled to length 1. Each tap is in [0, 4]. The pixel term holds colour and
 * brightness, which features hardly see. The network belongs to the distance: `dispose` disposes both.
 *
 * The distance throws a `RangeError` for images smaller than 8×8 (points, for example) or not grey or RGB.
 */
export function featureDistance(network: FeatureNetwork, options: FeatureDistanceOptions = {}): PerceptualDistance {
  const { featureWeight = 0.25, pixelWeight = 1, seenSide = 64 } = options;
  const pixels = pixelDistance();
  const enlargement = (side: number) => Math.max(1, Math.ceil(Math.max(seenSide, network.minimumSide) / side));
  const see = (images: Tensor4D) => {
    const [, height, width] = images.shape;
    const factor = enlargement(Math.min(height, width));
    return network
      .maps(factor === 1 ? images : resizeAntialiased(images, [height * factor, width * factor]))
      .map(unitLength);
  };
  return {
    name: `features-${network.name}`,
    description:
      `${featureWeight} × LPIPS-style distance at ${network.taps.join(', ')} of ${network.name}, seen at ≥ ${seenSide} px,` +
      ` weights ${network.weightsHash.slice(0, 12)} + ${pixelWeight} × mean squared error`,
    distance: (a, b) =>
      tf.tidy(() => {
        refuseSmall(network.name, a);
        const others = see(b);
        const taps = see(a).map((map, index) => tapDistance(map, others[index] ?? map));
        const features = taps.reduce((sum, tap) => tf.add(sum, tap));
        return tf.add<Scalar>(tf.mul(features, featureWeight), tf.mul(pixels.distance(a, b), pixelWeight));
      }),
    macsPerImage: (resolution) => 2 * network.macs(resolution * enlargement(resolution)),
    dispose: network.dispose,
  };
}

/** Scales the features at each place to length 1; where all are zero they stay zero. */
function unitLength(map: Tensor4D): Tensor4D {
  return tf.mul(map, tf.rsqrt(tf.add(tf.sum(tf.square(map), 3, true), 1e-10)));
}

/** Sum over channels, mean over places and batch. */
function tapDistance(a: Tensor4D, b: Tensor4D): Scalar {
  const channels = a.shape[3];
  return tf.mul<Scalar>(tf.mean(tf.square(tf.sub(a, b))), channels);
}

function refuseSmall(name: string, { shape: [, height, width] }: Tensor4D): void {
  if (Math.min(height, width) >= smallestSide) return;
  throw new RangeError(
    `${name} compares images of at least ${smallestSide}×${smallestSide}, not ${width}×${height}: use the pixel distance (mse)`,
  );
}
