import { imageSize } from 'image-size';
import { DataError } from '../../data/errors.ts';
import type { ImageShape } from '../../data/dataset.ts';
import { decodePng } from './decode-png.ts';
import { flattenOnWhite, type Rgba } from './rgba.ts';
import { decodeJpeg, decodeWebp } from './wasm-codecs.ts';

export interface DecodedImage extends ImageShape {
  readonly channels: 3;
  readonly pixels: Uint8Array;
}

/** 8,192 × 8,192: a file that declares more is taken for a decompression bomb. */
const defaultMaxPixels = 2 ** 26;

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Rgba | Promise<Rgba>>> = {
  png: decodePng,
  jpg: decodeJpeg,
  webp: decodeWebp,
};

/**
 * Decodes PNG, JPEG or WebP (told apart by content) to RGB bytes; transparent parts turn white.
 * Throws a `DataError` naming `path` if the file is of another kind, broken, or declares more than `maxPixels`.
 */
export async function decodeImage(
  bytes: Uint8Array,
  path: string,
  maxPixels = defaultMaxPixels,
): Promise<DecodedImage> {
  const { width, height, decoder } = inspect(bytes, path);
  if (width * height > maxPixels) {
    throw new DataError({
      code: 'DATA_IMAGE_TOO_LARGE',
      path,
      message: `${path} is ${width}×${height}, more than ${maxPixels} pixels`,
      hint: 'shrink it, or raise maxPixels if the file is meant to be this large',
    });
  }
  try {
    const decoded = await decoder(bytes);
    return { height: decoded.height, width: decoded.width, channels: 3, pixels: flattenOnWhite(decoded) };
  } catch (error) {
    throw broken(path, error);
  }
}

/** How files of each kind begin, in hexadecimal. Others never reach a parser. */
const beginnings: Readonly<Record<string, RegExp>> = {
  png: /^89504e470d0a1a0a/u,
  jpg: /^ffd8ff/u,
  webp: /^52494646.{8}57454250/u,
};

function inspect(bytes: Uint8Array, path: string) {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('hex');
  const kind = Object.keys(beginnings).find((name) => beginnings[name]?.test(start));
  const decoder = kind === undefined ? undefined : decoders[kind];
  if (decoder === undefined) throw broken(path, new Error('its content is neither PNG, JPEG nor WebP'));
  try {
    const { width, height } = imageSize(bytes);
    return { width, height, decoder };
  } catch (error) {
    throw broken(path, error);
  }
}

function broken(path: string, error: unknown): DataError {
  const reason = error instanceof Error ? error.message : String(error);
  // what libjpeg says of four colours
  const isPrint = /unsupported color conversion/iu.test(reason);
  return new DataError({
    code: 'DATA_IMAGE_BROKEN',
    path,
    message: `${path} cannot be decoded: ${isPrint ? 'its colours are those of print (CMYK)' : reason}`,
    hint: isPrint
      ? 'convert it to RGB, for example `magick FILE -colorspace sRGB FILE`, or remove it'
      : 'replace the file or remove it; `ganreg data check` lists all such files',
  });
}
