import { constants } from 'node:fs';
import { mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isAbsent, named } from './system-error.ts';

const sync = async (path: string): Promise<void> => {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
};

/**
 * Makes a folder and those above it, one by one: Node's own recursion tries for ever where a folder takes no new ones, as below `/proc`,
 * and says ENOENT of what is read-only.
 */
export const makeFolder = async (folder: string): Promise<void> => {
  const missing: string[] = [];
  for (let path = resolve(folder); !(await isFolder(path)); path = dirname(path)) missing.unshift(path);
  for (const path of missing) {
    try {
      await mkdir(path);
    } catch (error) {
      // another process may have been quicker
      if (!(await isFolder(path))) throw error;
    }
  }
};

type Content = string | Uint8Array | AsyncIterable<string>;

const write = async (file: string, content: Content): Promise<void> => {
  const handle = await open(file, 'w');
  try {
    await writeFile(handle, content);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Where a file of this name is or would be: of a link, where it leads. And whether it is a device or a pipe. */
const placeOf = async (name: string): Promise<{ readonly file: string; readonly isStream: boolean }> => {
  try {
    const found = await stat(name);
    const isStream = !found.isFile() && !found.isDirectory();
    return { file: isStream ? name : await realpath(name), isStream };
  } catch (error) {
    if (isAbsent(error)) return { file: name, isStream: false };
    throw error;
  }
};

/**
 * Writes a whole file or nothing: a reader never sees half of it, whatever happens in between. A device or a pipe, such as
 * `/dev/stdout`, is written to and not replaced.
 */
export const writeAtomically = async (name: string, content: Content): Promise<void> => {
  await makeFolder(dirname(name));
  const { file, isStream } = await placeOf(name);
  if (isStream) return writeFile(name, content).catch(named(name));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await write(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    named(file)(error);
  }
  await sync(dirname(file));
};

const absent = (error: unknown): void => {
  if (!isAbsent(error)) throw error;
};

/** Publishes a folder of files as one: all of them or none. An older folder of that name is replaced. */
export const publishFolder = async (
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> => {
  const temporary = join(dirname(folder), `.${process.pid}.tmp`);
  const aside = join(dirname(folder), `.${process.pid}.old`);
  await rm(temporary, { recursive: true, force: true });
  await makeFolder(temporary);
  try {
    for (const [name, content] of Object.entries(files)) await write(join(temporary, name), content);
    await sync(temporary);
    // an older folder of that name goes only once the new one stands in its place
    await rm(aside, { recursive: true, force: true });
    await rename(folder, aside).catch(absent);
    await rename(temporary, folder);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  await sync(dirname(folder));
};
