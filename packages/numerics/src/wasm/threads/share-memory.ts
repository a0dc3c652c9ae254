import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { withSharedMemory } from './shared-binary.ts';

const name = 'tfjs-backend-wasm-simd.wasm';

/**
 * Lets the wasm engine start on a memory that threads can share: from a copy of its module in a temporary folder. To be done
 * before the engine is first used.
 *
 * @returns why it cannot be, or what removes the copy once the engine has started
 */
export const shareMemory = async (): Promise<string | (() => Promise<void>)> => {
  if ('wasm' in tf.engine().registry) return 'the engine has been started with a memory of its own';
  try {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const from = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
    const shared = withSharedMemory(await readFile(join(from, name)));
    if (shared === undefined) return `${name} of this version is laid out in another way`;
    const folder = await mkdtemp(join(tmpdir(), 'ganreg-wasm-'));
    const file = join(folder, name);
    await writeFile(file, shared);
    // all three names, because a map must have them; only the one with SIMD is asked for
    const names = [name, 'tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];
    setWasmPaths(Object.fromEntries(names.map((each) => [each, file])));
    return () => rm(folder, { recursive: true, force: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
