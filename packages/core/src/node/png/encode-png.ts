import { encode } from 'fast-png';

/**
 * A PNG file of 8-bit pixels, `[height, width, channels]` with 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) channels.
 * Equal pixels give equal bytes. Throws a `RangeError` if the number of pixels does not fit.
 */
export function encodePng(
  pixels: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
): Uint8Array {
  if (pixels.length !== width * height * channels || pixels.length === 0) {
    throw new RangeError(`${pixels.length} bytes are not a picture of ${width}×${height}×${channels}`);
  }
  return encode({ data: pixels, width, height, channels, depth: 8 });
}
