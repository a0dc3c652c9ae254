import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { DataError } from '../../data/errors.ts';
import type { Dataset } from '../../data/dataset.ts';
import { checkPictures } from './check-pictures.ts';
import { knownSets, type KnownSet } from './fetch/known-sets.ts';
import { findDataset, openDataset, type OpenDatasetOptions } from './open-dataset.ts';
import { openIdx } from './open-idx.ts';
import { openNpy } from './open-npy.ts';
import { refuseIrregular, unreadable } from './read-bytes.ts';

/** What a set is, and everything that is wrong with it. */
export interface DataCheck {
  readonly kind: 'named' | 'folder' | 'zip' | 'idx' | 'npy';
  readonly path: string;
  /** Images that can be used; of a set with an official test split, training and test images. */
  readonly counts: readonly number[];
  /** `[width, height]` of the images with the fewest and the most pixels. */
  readonly smallest: readonly [number, number];
  readonly largest: readonly [number, number];
  /** 1 when every image is grey, otherwise 3. */
  readonly channels: number;
  /** Training images whose pixels are those of an earlier one. */
  readonly repeated: number;
  readonly problems: readonly DataError[];
  /** What `data:` says to use it. */
  readonly config: string;
}

const ofDataset = (data: Dataset, kind: DataCheck['kind'], path: string, config: string): DataCheck => {
  const side = [data.width, data.height] as const;
  const distinct = new Set<string>();
  for (let index = 0; index < data.count; index += 1)
    distinct.add(createHash('sha256').update(data.image(index)).digest('base64'));
  return {
    kind,
    path,
    counts: [data.count],
    smallest: side,
    largest: side,
    channels: data.channels,
    repeated: data.count - distinct.size,
    problems: [],
    config,
  };
};

const ofNamed = async (set: KnownSet, options: Pick<OpenDatasetOptions, 'cache'>): Promise<DataCheck> => {
  const train = await openDataset(set.name, options);
  const test = await openDataset(set.name, { ...options, split: 'test' });
  const { place = set.name } = await findDataset(set.name, options);
  const { hashes } = set;
  const problems = [
    ...(train.hash === hashes.train ? [] : ['training']),
    ...(test.hash === hashes.test ? [] : ['test']),
  ].map(
    (split) =>
      new DataError({
        code: 'DATA_CHECKSUM',
        path: place,
        message: `the ${split} images in ${place} are not the published ones`,
        hint: `remove the folder and run \`ganreg data fetch ${set.name}\``,
      }),
  );
  return { ...ofDataset(train, 'named', place, set.name), counts: [train.count, test.count], problems };
};

const firstBytes = async (path: string): Promise<Buffer> => {
  await refuseIrregular(path);
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

const ofFile = async (path: string): Promise<DataCheck> => {
  const start = await firstBytes(path);
  const gzip = start[0] === 0x1f && start[1] === 0x8b;
  if (start.toString('latin1', 0, 2) === 'PK') return checkPictures(path, 'zip');
  if (start.toString('latin1', 1) === 'NUMPY' || /\.npy(?:\.gz)?$/u.test(path))
    return ofDataset(await openNpy(path), 'npy', path, `{ use: npy, path: ${path} }`);
  if (gzip || (start[0] === 0 && start[1] === 0))
    return ofDataset(await openIdx(path), 'idx', path, `{ use: idx, path: ${path} }`);
  throw new DataError({
    code: 'DATA_KIND',
    path,
    message: `${path} is no kind of image set that is understood here: it starts with ${start.toString('hex') || 'nothing'}`,
    hint: 'allowed: a folder or zip file of PNG, JPEG or WebP files, an IDX file, an .npy file',
  });
};

/**
 * Reads a whole set: a name such as `cifar10`, a folder, a zip, IDX or npy file. Every broken picture of a folder or zip file
 * is listed. @throws DataError for what cannot be read at all
 */
export async function checkData(target: string, options: Pick<OpenDatasetOptions, 'cache'> = {}): Promise<DataCheck> {
  const set = knownSets.find(({ name }) => name === target);
  if (set !== undefined) return ofNamed(set, options);
  if (target === 'embedded') return ofDataset(await openDataset('embedded'), 'named', 'embedded', 'embedded');
  const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(target, error);
  });
  if (!found.isDirectory()) return ofFile(target);
  const idx = await openIdx(target).catch((error: DataError) => error);
  if (!(idx instanceof DataError)) return ofDataset(idx, 'idx', target, `{ use: idx, path: ${target} }`);
  if (idx.code !== 'DATA_IDX_NOT_FOUND') throw idx;
  return checkPictures(target, 'folder');
}
