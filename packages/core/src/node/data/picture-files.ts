import { open, readdir, realpath, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../data/errors.ts';
import { readWhole, refuseIrregular, unreadable } from './read-bytes.ts';
import { listZip, readZip } from './zip-format.ts';

/** PNG, JPEG and WebP files below a folder or in a zip file, in the order of their names by code unit: the same everywhere. */
export interface PictureFiles {
  readonly names: readonly string[];
  readonly read: (name: string) => Promise<Uint8Array>;
  /** The place of a file, for messages. */
  readonly place: (name: string) => string;
  readonly close: () => Promise<void>;
}

const isPicture = (name: string): boolean => {
  const parts = name.split('/');
  const hidden = parts.some((part) => part.startsWith('.')) || parts[0] === '__MACOSX';
  return !hidden && /\.(png|jpe?g|webp)$/iu.test(name);
};

/** Files below a folder by their paths in it, links followed; a folder that links lead to again is not entered twice. */
const filesBelow = async (folder: string, below: string, entered: Set<string>): Promise<readonly string[]> => {
  const here = join(folder, below);
  const found: string[] = [];
  try {
    const real = await realpath(here);
    if (entered.has(real)) return [];
    entered.add(real);
    const entries = (await readdir(here, { withFileTypes: true })).toSorted((one, other) =>
      one.name < other.name ? -1 : 1,
    );
    for (const entry of entries.filter((each) => !each.name.startsWith('.'))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      const leadsToFolder = async (): Promise<boolean> =>
        entry.isSymbolicLink() && (await stat(join(folder, name)).catch(() => undefined))?.isDirectory() === true;
      if (entry.isDirectory() || (await leadsToFolder())) found.push(...(await filesBelow(folder, name, entered)));
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(name);
    }
  } catch (error) {
    throw error instanceof DataError ? error : unreadable(here, error as NodeJS.ErrnoException);
  }
  return found;
};

const inFolder = async (path: string): Promise<PictureFiles> => {
  const place = (name: string): string => join(path, name);
  return {
    names: (await filesBelow(path, '', new Set())).filter(isPicture).toSorted(),
    place,
    read: (name) => readWhole(place(name)),
    close: () => Promise.resolve(),
  };
};

const inZip = async (path: string, file: FileHandle): Promise<PictureFiles> => {
  const entries = new Map((await listZip(file, path)).map((entry) => [entry.name, entry]));
  return {
    names: [...entries.keys()].filter(isPicture).toSorted(),
    place: (name) => `${path}/${name}`,
    read: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new RangeError(`${path} has no ${name}`);
      return readZip(file, entry, path);
    },
    close: () => file.close(),
  };
};

/** @throws DataError DATA_MISSING, DATA_UNREADABLE, DATA_ZIP_BROKEN, DATA_EMPTY */
export async function openPictureFiles(path: string): Promise<PictureFiles> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  const files = found.isDirectory() ? await inFolder(path) : await openZip(path);
  if (files.names.length > 0) return files;
  await files.close();
  throw new DataError({
    code: 'DATA_EMPTY',
    path,
    message: `${path} holds no PNG, JPEG or WebP file`,
    hint: 'give the folder or zip file the images are in; folders below it are searched too',
  });
}

async function openZip(path: string): Promise<PictureFiles> {
  await refuseIrregular(path);
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  try {
    return await inZip(path, file);
  } catch (error) {
    await file.close();
    throw error;
  }
}
