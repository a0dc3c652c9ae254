import { resampler } from '../data/resample.ts';
import type { ImageShape } from '../data/dataset.ts';
import type { FeatureSet } from './feature-set.ts';
import type { ImageSpace } from './image-space.ts';

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
 * Embeds images: bytes, one resize to the space's own side (half-pixel triangle filter, antialiased; done in JavaScript, so
 * that it is the same on every engine), then the network. Real images and samples must both come this way. Memory does not
 * grow with the number of images, but for their features. Throws a `RangeError` if `count` exceeds what there is.
 */
export async function embedImages(
  space: ImageSpace,
  images: ImageSource,
  options: EmbedOptions = {},
): Promise<FeatureSet> {
  const { batch = 50, count = images.count } = options;
  if (count > images.count) throw new RangeError(`asked for ${count} images of ${images.count}`);
  const { side, dimension } = space;
  const shape = { height: side, width: side, channels: images.channels };
  const size = side * side * images.channels;
  const resample = resampler(images, shape);
  const values = new Float32Array(count * dimension);
  for (let start = 0; start < count; start += batch) {
    const several = Math.min(batch, count - start);
    const pixels = new Float32Array(several * size);
    for (let i = 0; i < several; i++) pixels.set(resample(images.image(start + i)), i * size);
    values.set(await space.embed({ ...shape, count: several, values: pixels }), start * dimension);
  }
  return { count, dimension, values };
}
