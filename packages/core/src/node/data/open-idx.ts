import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { DataError } from '../../data/errors.ts';
import { inMemoryDataset } from '../../data/in-memory.ts';
import { contentHash } from './content-hash.ts';
import { idxSize, parseIdxImages } from './idx-format.ts';
import { readBytes, unreadable } from './read-bytes.ts';

export type Split = 'train' | 'test';

export interface IdxOptions {
  readonly name?: string;
  readonly licence?: string;
  /** Which file of a folder that holds both. Default `train`. */
  readonly split?: Split;
}

/**
 * Images in MNIST's IDX format, plain or gzip. `path` is the images file, or a folder with files named as MNIST names
 * them (`train-images-idx3-ubyte`, `t10k-images-idx3-ubyte`, with or without `.gz`).
 * Throws a `DataError` that names the file and what is wrong with it.
 */
export async function openIdx(path: string, { name, licence, split = 'train' }: IdxOptions = {}): Promise<Dataset> {
  const file = await imagesFile(path, split);
  const images = parseIdxImages(await readBytes(file, idxSize), file);
  return inMemoryDataset({
    ...images,
    name: name ?? basename(file).replace(/\.gz$/, ''),
    hash: contentHash(images.pixels, images),
    ...(licence === undefined ? {} : { licence }),
  });
}

async function imagesFile(path: string, split: Split): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (!found.isDirectory()) return path;
  const files = (await readdir(path)).sort();
  const prefixes = split === 'train' ? ['train'] : ['t10k', 'test'];
  const images = files.filter((file) => /images.idx[34].ubyte(\.gz)?$/.test(file));
  const match = images.find((file) => prefixes.some((prefix) => file.startsWith(prefix)));
  if (match !== undefined) return join(path, match);
  throw new DataError({
    code: 'DATA_IDX_NOT_FOUND',
    path,
    message: `${path} holds no ${split} images in IDX format`,
    hint:
      images.length > 0
        ? `it holds ${images.join(', ')}: give one of these files`
        : `expected a file such as ${prefixes[0]}-images-idx3-ubyte or ${prefixes[0]}-images-idx3-ubyte.gz`,
  });
}
