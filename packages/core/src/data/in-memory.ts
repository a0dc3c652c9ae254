import type { Dataset, ImageShape } from './dataset.ts';

export interface InMemory extends ImageShape {
  readonly name: string;
  readonly hash: string;
  readonly licence?: string;
  /** All images one after the other, `count × height × width × channels` bytes. */
  readonly pixels: Uint8Array;
}

/** A dataset over one block of bytes. Throws a `RangeError` if the block does not hold a whole number of images. */
export function inMemoryDataset({ name, hash, licence, pixels, height, width, channels }: InMemory): Dataset {
  const size = height * width * channels;
  const count = pixels.length / size;
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `${name}: ${pixels.length} bytes are not a whole number of ${height}×${width}×${channels} images`,
    );
  }
  return {
    kind: 'images',
    name,
    count,
    height,
    width,
    channels,
    hash,
    ...(licence === undefined ? {} : { licence }),
    image: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count) {
        throw new RangeError(`${name} has images 0 to ${count - 1}, not ${index}`);
      }
      return pixels.subarray(index * size, (index + 1) * size);
    },
  };
}
