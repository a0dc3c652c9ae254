import { createRequire } from 'node:module';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../engine/cache-folder.ts';

/**
 * The entry file of `@ganreg/native`, from the folder in the environment variable `GANREG_NATIVE`, else as the user's project or this
 * package resolves it; undefined where it is not installed.
 */
export function locateNative(): string | undefined {
  const { GANREG_NATIVE: given } = process.env;
  const folders = given === undefined ? [process.cwd(), import.meta.dirname] : [given];
  return folders.map(resolveFrom).find((path) => path !== undefined);
}

function resolveFrom(folder: string): string | undefined {
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve('@ganreg/native/package.json');
    return join(realpathSync(manifest), '../dist/index.js');
  } catch {
    return undefined;
  }
}

/** Changes with whatever may change the outcome of a trial: the package's sources, what was compiled of them, the compiler. */
export function traceOf(entry: string): string {
  const { PATH, CXX } = process.env;
  return JSON.stringify([entry, PATH, CXX, listed(join(entry, '../../source')), listed(join(cacheFolder(), 'native'))]);
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
  } catch {
    return [];
  }
}
