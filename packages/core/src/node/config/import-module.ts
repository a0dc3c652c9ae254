import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';

/** What a TypeScript file shares with this process, wherever it lies and whatever is installed around it. */
const shared = [
  '@ganreg/core',
  '@ganreg/core/training',
  '@ganreg/core/metrics',
  '@ganreg/numerics',
  '@ganreg/numerics/random',
  '@tensorflow/tfjs-core',
  'zod',
] as const;

const pathOf = (name: string): readonly (readonly [string, string])[] => {
  try {
    return [[name, fileURLToPath(import.meta.resolve(name))]];
  } catch {
    return [];
  }
};

/**
 * Imports a JavaScript or TypeScript file without a build, in this process's own module graph: there is one copy of core, of
 * TensorFlow.js and of zod.
 */
export const importModule = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  if (/\.[cm]?ts$/u.test(file)) {
    const alias = Object.fromEntries(shared.flatMap(pathOf));
    const jiti = createJiti(import.meta.url, { interopDefault: false, moduleCache: true, alias });
    return jiti.import<Readonly<Record<string, unknown>>>(file);
  }
  return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
};
