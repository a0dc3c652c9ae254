import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';

/** Imports a JavaScript or TypeScript file without a build, in this process's own module graph. */
export const importModule = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  if (/\.[cm]?ts$/u.test(file)) {
    const jiti = createJiti(import.meta.url, { interopDefault: false, moduleCache: true });
    return jiti.import<Readonly<Record<string, unknown>>>(file);
  }
  return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
};
