import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EngineError } from '../errors.ts';

export type TensorflowPackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

/**
 * The entry file of tfjs-node: from the folder in the environment variable `GANREG_TFJS_NODE`, else as the user's
 * project or this package resolves it, else from the cache of either, in which `scripts/tfjs-node` of this project's
 * repository builds it.
 */
export function locateTfjsNode(name: TensorflowPackage): string {
  const given = process.env['GANREG_TFJS_NODE'];
  const starts = [process.cwd(), import.meta.dirname];
  const folders = given === undefined ? [...starts, ...starts.flatMap(cachesAbove)] : [given];
  const entry = folders.map((folder) => resolveFrom(join(folder, 'package.json'), name)).find(isFound);
  if (entry !== undefined) return entry;
  throw new EngineError(
    'engine-not-installed',
    `${name} is not installed: looked in ${given ?? 'the project, its parents and their node_modules/.cache'}. ` +
      `npm install ${name}@4.22.0, or set GANREG_TFJS_NODE to a folder in which it is installed.`,
  );
}

/**
 * Throws when tfjs-node would load other copies of the modules that keep tfjs' state than this package has: kernels and
 * tensors of one are unknown to the other.
 */
export function refuseSecondCopies(entry: string): void {
  const union = resolveFrom(entry, '@tensorflow/tfjs') ?? entry;
  for (const name of ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']) {
    const theirs = resolveFrom(union, name);
    const ours = resolveFrom(import.meta.url, name);
    if (theirs === ours) continue;
    throw new EngineError(
      'two-copies',
      `tfjs-node has a copy of ${name} of its own: ${theirs ?? 'none'} beside ${ours ?? 'none'}. ` +
        `Make them one: the same version in package.json, then npm dedupe.`,
    );
  }
}

function cachesAbove(from: string): string[] {
  const above = dirname(from) === from ? [] : cachesAbove(dirname(from));
  return [join(from, 'node_modules', '.cache', 'ganreg-tfjs-node'), ...above];
}

/** As Node's `require` would from that file, symbolic links followed; undefined where there is no such package. */
function resolveFrom(file: string, name: string): string | undefined {
  try {
    return realpathSync(createRequire(file).resolve(name));
  } catch {
    return undefined;
  }
}

const isFound = (path: string | undefined): path is string => path !== undefined;
