import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { writeAtomically } from '@ganreg/core/node';
import { staysInside, storeKey, type Store, type StoredFile } from './store.ts';

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const orNothing = async <Value>(work: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

/** A folder that every host sees, by NFS or the like. */
export const folderStore = (path: string): Store => {
  const root = resolve(path);
  const at = (key: string): string => join(root, storeKey(key));
  return {
    name: root,
    list: async (key) => {
      const folder = at(key);
      const found = (await orNothing(readdir(folder, { recursive: true, withFileTypes: true }))) ?? [];
      const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const stored = await Promise.all(
        files.map(async (file): Promise<readonly StoredFile[]> => {
          const size = (await orNothing(stat(file)))?.size;
          return size === undefined ? [] : [{ name: relative(folder, file).replaceAll(sep, '/'), size }];
        }),
      );
      return stored.flat();
    },
    read: (key) => orNothing(readFile(at(key))),
    write: (key, content) => writeAtomically(at(key), content),
    remove: async (key) => {
      await rm(at(key), { force: true });
      // Folders exist only for what is in them, as in a bucket.
      await rmdir(dirname(at(key))).catch(() => undefined);
    },
    keyOf: (folder) => {
      const key = relative(root, resolve(folder)).replaceAll(sep, '/');
      return staysInside(key) ? key : undefined;
    },
  };
};
