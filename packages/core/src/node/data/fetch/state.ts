import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../read-bytes.ts';
import type { KnownSet } from './known-sets.ts';

/** What a folder holds of a set: every file with the published checksum, something else, or nothing. */
export type SetState = 'whole' | 'differs' | 'absent';

const present = async (path: string): Promise<string | undefined> => {
  for (const file of [path, `${path}.gz`]) {
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  return undefined;
};

/** Reads every file: seconds for the large sets. */
export async function stateOf(set: KnownSet, folder: string): Promise<SetState> {
  if ((await present(folder)) === undefined) return 'absent';
  for (const { name, sha256 } of set.files) {
    const file = await present(join(folder, name));
    if (file === undefined) return 'differs';
    const bytes = await readBytes(file).catch(() => undefined);
    if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== sha256) return 'differs';
  }
  return 'whole';
}
