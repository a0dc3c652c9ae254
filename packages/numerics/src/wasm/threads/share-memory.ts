import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { withSharedMemory } from './shared-binary.ts';

const name = 'tfjs-backend-wasm-simd.wasm';

/**
 * Lets the wasm engine start on a memory that threads can share. To be done before the engine is first used.
 *
 * @returns why it cannot be; nothing if it can
 */
export const shareMemory = async (): Promise<string | undefined> => {
  if ('wasm' in tf.engine().registry) return 'the engine has been started with a memory of its own';
  try {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
    const shared = withSharedMemory(await readFile(join(folder, name)));
    if (shared === undefined) return `${name} of this version is laid out in another way`;
    const url = `data:application/wasm;base64,${Buffer.from(shared).toString('base64')}`;
    // all three names, because a map must have them; only the one with SIMD is asked for
    const names = [name, 'tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];
    setWasmPaths(Object.fromEntries(names.map((each) => [each, url])), true);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
