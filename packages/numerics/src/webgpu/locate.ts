import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/** The packages that webgpu needs beside TensorFlow.js: its backend, and Dawn's bindings, which give Node a `navigator.gpu`. */
export const webgpuPackages = ['@tensorflow/tfjs-backend-webgpu', 'webgpu'] as const;

/** Entry files of {@link webgpuPackages}. */
export type WebgpuEntries = readonly [backend: string, dawn: string];

/**
 * Where both packages are, from the folder in the environment variable `GANREG_WEBGPU`, else as the user's project or this package
 * resolves them; otherwise the name of the one that is missing.
 */
export function locateWebgpu(): WebgpuEntries | string {
  const { GANREG_WEBGPU: given } = process.env;
  const folders = given === undefined ? [process.cwd(), import.meta.dirname] : [given];
  const [backend, dawn] = webgpuPackages.map((name) =>
    folders.map((folder) => resolveFrom(folder, name)).find((path) => path !== undefined),
  );
  if (backend === undefined) return webgpuPackages[0];
  return dawn === undefined ? webgpuPackages[1] : [backend, dawn];
}

function resolveFrom(folder: string, name: string): string | undefined {
  try {
    return realpathSync(createRequire(join(folder, 'package.json')).resolve(name));
  } catch {
    return undefined;
  }
}
