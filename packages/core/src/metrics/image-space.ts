import * as tf from '@tensorflow/tfjs-core';
import type { ImageShape } from '../data/dataset.ts';
import { toFloats } from '../data/quantise.ts';
import type { FeatureNetwork } from '../perceptual/feature-network.ts';

/** Images of one size, one after the other, values 0 to 255: already resized, so no longer whole numbers. */
export interface Pixels extends ImageShape {
  readonly count: number;
  readonly values: Float32Array;
}

/** Where images become points that metrics compare. */
export interface ImageSpace {
  /** Name without the side, for example `efficientnet-lite0`. */
  readonly name: string;
  /** SHA-256 of everything that decides the features: numbers are comparable only where this is equal. */
  readonly weightsHash: string;
  /** Every image is resized to a square of this side first. */
  readonly side: number;
  readonly dimension: number;
  /** True for the Inception network that FID is defined by, and for no other. */
  readonly fid?: boolean;
  /** Features `count × dimension`. */
  readonly embed: (pixels: Pixels) => Promise<Float32Array>;
  readonly dispose: () => void;
}

/** The space of a network that runs on TensorFlow.js: disposing it disposes the network. */
export const imageSpace = (network: FeatureNetwork): ImageSpace => ({
  name: network.name,
  weightsHash: network.weightsHash,
  side: network.evaluationSide,
  dimension: network.dimension,
  embed: async ({ values, count, height, width, channels }) => {
    const embedded = tf.tidy(() => network.embed(tf.tensor4d(toFloats(values), [count, height, width, channels])));
    try {
      return await embedded.data<'float32'>();
    } finally {
      embedded.dispose();
    }
  },
  dispose: network.dispose,
});
