import * as tf from '@tensorflow/tfjs-core';
import { toFloats } from '../data/quantise.ts';
import { resampler } from '../data/resample.ts';
import type { ImageShape } from '../data/dataset.ts';
import type { FeatureNetwork } from '../perceptual/feature-network.ts';
import type { FeatureSet } from './feature-set.ts';

/** Images as a metric sees them: bytes, as they would be in files. A `Dataset` is one. */
export interface ImageSource extends ImageShape {
  readonly count: number;
  readonly image: (index: number) => Uint8Array;
}

export interface EmbedOptions {
  /** Images in one pass through the network. Default 50. */
  readonly batch?: number;
  /** Only the first so many images. */
  readonly count?: number;
}

/**
 * Embeds images: bytes, one resize to the network's own `evaluationSide` (half-pixel triangle filter, antialiased; done
 * in JavaScript, so that it is the same on every engine), then the network. Real images and samples must both come
 * this way. Throws a `RangeError` if `count` exceeds what there is.
 */
export async function embedImages(
  network: FeatureNetwork,
  images: ImageSource,
  options: EmbedOptions = {},
): Promise<FeatureSet> {
  const { batch = 50, count = images.count } = options;
  if (count > images.count) throw new RangeError(`asked for ${count} images of ${images.count}`);
  const side = network.evaluationSide;
  const resample = resampler(images, { height: side, width: side });
  const values = new Float32Array(count * network.dimension);
  for (let start = 0; start < count; start += batch) {
    const size = Math.min(batch, count - start);
    const pixels = new Float32Array(size * side * side * images.channels);
    for (let i = 0; i < size; i++) pixels.set(resample(images.image(start + i)), i * side * side * images.channels);
    const embedded = tf.tidy(() => network.embed(tf.tensor4d(toFloats(pixels), [size, side, side, images.channels])));
    values.set(await embedded.data<'float32'>(), start * network.dimension);
    embedded.dispose();
  }
  return { count, dimension: network.dimension, values };
}
