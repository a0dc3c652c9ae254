import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { chooseAddon, type Addon } from '../native/addon.ts';
import { overlayKernels } from '../native/install.ts';
import { locateNative } from '../native/locate.ts';
import { defaultThreads } from './default-threads.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { startWasm } from './start-wasm.ts';

/** Where the heap and a tensor's place in it are found has been checked for this version. */
const checkedVersion = '4.22.0';

/** Starts the wasm engine and lays the kernels of `@ganreg/native` over its own; they work on the same heap, so no tensor is copied. */
export async function startNative(
  why: string,
  { threads = defaultThreads(), ...options }: EngineOptions = {},
): Promise<Engine> {
  const addon = await loadAddon();
  // its own products take the place of those that threads of wasm would share
  const engine = await startWasm(why, { ...options, threads: 1 });
  const version = engine.versions['@tensorflow/tfjs-backend-wasm'];
  if (version !== checkedVersion || tf.version_core !== checkedVersion)
    throw new EngineError(
      'engine-unavailable',
      `wasm+native reaches into TensorFlow.js ${checkedVersion}; this is ${version}. Use wasm.`,
    );
  addon.setThreads(threads);
  overlayKernels();
  chooseAddon(addon);
  return {
    ...engine,
    name: 'wasm+native',
    threads,
    versions: { ...engine.versions, instructions: addon.instructions() },
  };
}

async function loadAddon(): Promise<Addon> {
  const entry = locateNative();
  if (entry === undefined)
    throw new EngineError(
      'engine-not-installed',
      '@ganreg/native is not installed: npm install @ganreg/native, and a C++ compiler; or use wasm.',
    );
  const { loadNative } = (await import(pathToFileURL(entry).href)) as { loadNative: () => Promise<Addon> };
  try {
    return await loadNative();
  } catch (cause) {
    throw new EngineError('engine-failed', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
