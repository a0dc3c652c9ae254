import { basename } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { inMemoryDataset } from '../../data/in-memory.ts';
import { contentHash } from './content-hash.ts';
import { npySize, parseNpyImages } from './npy-format.ts';
import { readBytes } from './read-bytes.ts';

/** Images in NumPy's `.npy` format (see {@link parseNpyImages}), plain or gzip. Throws a `DataError` naming the file. */
export async function openNpy(path: string): Promise<Dataset> {
  const images = parseNpyImages(await readBytes(path, npySize), path);
  return inMemoryDataset({
    ...images,
    name: basename(path).replace(/\.npy(\.gz)?$/u, ''),
    hash: contentHash(images.pixels, images),
  });
}
