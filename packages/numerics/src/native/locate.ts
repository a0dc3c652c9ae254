import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

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
