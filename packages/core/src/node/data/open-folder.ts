import { basename, extname, resolve } from 'node:path';
import { adaptation } from '../../data/adapt.ts';
import type { Dataset } from '../../data/dataset.ts';
import { DataError } from '../../data/errors.ts';
import { inMemoryDataset } from '../../data/in-memory.ts';
import { decodeImage, type DecodedImage } from '../images/decode-image.ts';
import { contentHash } from './content-hash.ts';
import { openPictureFiles } from './picture-files.ts';

export interface FolderOptions {
  /** Side of the square every image is brought to (central crop, antialiased resize). Needed when sizes differ. */
  readonly resolution?: number;
  /** Images that declare more pixels than this are refused. */
  readonly maxPixels?: number;
}

/**
 * All PNG, JPEG and WebP files below a folder or in a zip file, in the order of their relative paths (by code unit, so it is
 * the same everywhere). Transparency turns white, 16 bits become 8; the set is grey if every image is. Hidden files are
 * skipped. Throws a `DataError` naming the first file that cannot be used.
 */
export async function openFolder(path: string, { resolution, maxPixels }: FolderOptions = {}): Promise<Dataset> {
  const files = await openPictureFiles(path);
  const images: Uint8Array[] = [];
  let first: { readonly name: string; readonly height: number; readonly width: number } | undefined;
  try {
    for (const name of files.names) {
      const decoded = await decodeImage(await files.read(name), files.place(name), maxPixels);
      const image = resolution === undefined ? decoded : square(decoded, resolution);
      first ??= { name, height: image.height, width: image.width };
      if (image.height !== first.height || image.width !== first.width) {
        throw new DataError({
          code: 'DATA_FOLDER_MIXED_SIZES',
          path: files.place(name),
          message: `${name} is ${image.width}×${image.height}, but ${first.name} is ${first.width}×${first.height}`,
          hint: 'give the resolution to resize all of them to',
        });
      }
      images.push(image.pixels);
    }
  } finally {
    await files.close();
  }
  const { height = 0, width = 0 } = first ?? {};
  const grey = images.every(isGrey);
  const shape = { height, width, channels: grey ? 1 : 3 };
  const pixels = Buffer.concat(grey ? images.map((image) => image.filter((_, index) => index % 3 === 0)) : images);
  const name = basename(resolve(path), extname(path).toLowerCase() === '.zip' ? extname(path) : '');
  return inMemoryDataset({ ...shape, name, pixels, hash: contentHash(pixels, shape) });
}

function square(image: DecodedImage, resolution: number): DecodedImage {
  const { apply } = adaptation(image, { resolution, channels: 3 });
  return { height: resolution, width: resolution, channels: 3, pixels: apply(image.pixels) };
}

export function isGrey(pixels: Uint8Array): boolean {
  for (let i = 0; i < pixels.length; i += 3) {
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return false;
  }
  return true;
}
