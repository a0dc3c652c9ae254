import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isProgram } from './read-config.ts';

const names = ['yaml', 'yml', 'json', 'ts', 'js', 'mjs'].map((ending) => `ganreg.config.${ending}`);

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const hasOwnKey = async (manifest: string): Promise<boolean> => {
  try {
    const content: unknown = JSON.parse(await readFile(manifest, 'utf8'));
    return typeof content === 'object' && content !== null && Object.hasOwn(content, 'ganreg');
  } catch {
    return false;
  }
};

/** A folder and those above it, up to the first one with a package.json where there is one. */
const foldersOf = async (
  folder: string,
): Promise<{ readonly folders: readonly string[]; readonly isProject: boolean }> => {
  const folders = [folder];
  for (let place = folder; ; place = dirname(place)) {
    if (place !== folder) folders.push(place);
    if (await isThere(join(place, 'package.json'))) return { folders, isProject: true };
    if (place === dirname(place)) return { folders, isProject: false };
  }
};

/**
 * The nearest configuration from a folder upwards, within its project: a file `ganreg.config.*`, or the key `ganreg` of a
 * package.json. Where there is no project, the folders above may be somebody else's, and no program of theirs is run.
 */
export const findConfig = async (from: string): Promise<string | undefined> => {
  const { folders, isProject } = await foldersOf(from);
  for (const folder of folders) {
    for (const name of names) {
      const isOurs = isProject || folder === from || !isProgram(name);
      if (isOurs && (await isThere(join(folder, name)))) return join(folder, name);
    }
    const manifest = join(folder, 'package.json');
    if (await hasOwnKey(manifest)) return manifest;
  }
  return undefined;
};
