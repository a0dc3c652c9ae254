import type { ImageShape } from '../../data/dataset.ts';
import { toBytes } from '../../data/quantise.ts';
import type { Picture } from './picture.ts';

export interface ImageBatch extends ImageShape {
  /** Images one after the other: bytes, or floats in [-1, 1]. */
  readonly pixels: Uint8Array | Float32Array;
  readonly count: number;
}

export interface GridOptions {
  /** Images in a row. Default: as square as possible. */
  readonly columns?: number;
  /** Pixels between images and around them, after scaling. Default 2. */
  readonly gap?: number;
  /** Each pixel is drawn as a square of this side. Default 1. */
  readonly scale?: number;
  /** Byte of the gaps. Default 255, white. */
  readonly background?: number;
}

/** Lays images out row by row, as a person looks at samples. Throws a `RangeError` if the pixels do not fit the count. */
export function imageGrid(images: ImageBatch, options: GridOptions = {}): Picture {
  const { count, height, width, channels } = images;
  const { columns = Math.ceil(Math.sqrt(count)), gap = 2, scale = 1, background = 255 } = options;
  const size = height * width * channels;
  if (images.pixels.length !== count * size || count === 0) {
    throw new RangeError(`${images.pixels.length} values are not ${count} images of ${height}×${width}×${channels}`);
  }
  const bytes = images.pixels instanceof Uint8Array ? images.pixels : toBytes(images.pixels);
  const rows = Math.ceil(count / columns);
  const grid = {
    width: columns * (width * scale + gap) + gap,
    height: rows * (height * scale + gap) + gap,
    channels,
  };
  const pixels = new Uint8Array(grid.width * grid.height * channels).fill(background);
  for (let index = 0; index < count; index++) {
    const left = gap + (index % columns) * (width * scale + gap);
    const top = gap + Math.floor(index / columns) * (height * scale + gap);
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const from = index * size + (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
        pixels.set(bytes.subarray(from, from + channels), ((top + y) * grid.width + left + x) * channels);
      }
    }
  }
  return { ...grid, pixels };
}
