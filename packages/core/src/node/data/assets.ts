import { fileURLToPath } from 'node:url';

/** A file or folder that comes with this package. `src/` and `dist/` lie equally deep, so one relative path serves both. */
export function assetPath(...parts: readonly string[]): string {
  return fileURLToPath(new URL(['../../../assets', ...parts].join('/'), import.meta.url));
}
