import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { adaptation } from '../../data/adapt.ts';
import type { Dataset } from '../../data/dataset.ts';
import { DataError } from '../../data/errors.ts';
import { inMemoryDataset } from '../../data/in-memory.ts';
import { decodeImage, type DecodedImage } from '../images/decode-image.ts';
import { contentHash } from './content-hash.ts';
import { unreadable } from './read-bytes.ts';

export interface FolderOptions {
  /** Side of the square every image is brought to (central crop, antialiased resize). Needed when sizes differ. */
  readonly resolution?: number;
  /** Images that declare more pixels than this are refused. */
  readonly maxPixels?: number;
}

const pictures = /\.(png|jpe?g|webp)$/i;

/**
 * All PNG, JPEG and WebP files below a folder, in the order of their relative paths (by code unit, so it is the same
 * everywhere). Transparency turns white, 16 bits become 8; the set is grey if every image is. Hidden files are skipped.
 * Throws a `DataError` naming the first file that cannot be used.
 */
export async function openFolder(path: string, { resolution, maxPixels }: FolderOptions = {}): Promise<Dataset> {
  const files = await pictureFiles(path);
  if (files.length === 0) {
    throw new DataError({
      code: 'DATA_EMPTY',
      path,
      message: `${path} holds no PNG, JPEG or WebP file`,
      hint: 'give the folder the images are in; folders below it are searched too',
    });
  }
  const images: Uint8Array[] = [];
  let first: { readonly file: string; readonly height: number; readonly width: number } | undefined;
  for (const file of files) {
    const decoded = await decodeImage(await read(join(path, file)), join(path, file), maxPixels);
    const image = resolution === undefined ? decoded : square(decoded, resolution);
    first ??= { file, height: image.height, width: image.width };
    if (image.height !== first.height || image.width !== first.width) {
      throw new DataError({
        code: 'DATA_FOLDER_MIXED_SIZES',
        path: join(path, file),
        message: `${file} is ${image.width}×${image.height}, but ${first.file} is ${first.width}×${first.height}`,
        hint: 'give the resolution to resize all of them to',
      });
    }
    images.push(image.pixels);
  }
  const { height = 0, width = 0 } = first ?? {};
  const grey = images.every(isGrey);
  const shape = { height, width, channels: grey ? 1 : 3 };
  const pixels = Buffer.concat(grey ? images.map((image) => image.filter((_, index) => index % 3 === 0)) : images);
  return inMemoryDataset({ ...shape, name: basename(resolve(path)), pixels, hash: contentHash(pixels, shape) });
}

function read(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
}

async function pictureFiles(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw unreadable(path, error);
    },
  );
  return entries
    .filter(
      (entry) => (entry.isFile() || entry.isSymbolicLink()) && pictures.test(entry.name) && !entry.name.startsWith('.'),
    )
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

function square(image: DecodedImage, resolution: number): DecodedImage {
  const { apply } = adaptation(image, { resolution, channels: 3 });
  return { height: resolution, width: resolution, channels: 3, pixels: apply(image.pixels) };
}

function isGrey(pixels: Uint8Array): boolean {
  for (let i = 0; i < pixels.length; i += 3) {
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return false;
  }
  return true;
}
