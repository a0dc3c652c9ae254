/** A decoded picture: 8-bit red, green, blue and alpha of each pixel, row by row. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** Lays a picture on white: `[height, width, 3]` bytes. */
export function flattenOnWhite({ width, height, data }: Rgba): Uint8Array {
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = (data[pixel * 4 + 3] ?? 255) / 255;
    for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = (data[pixel * 4 + c] ?? 0) * alpha + 255 * (1 - alpha);
  }
  return new Uint8Array(rgb.buffer);
}
