import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { chooseAddon } from '../native/addon.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { activate } from './activate.ts';

/**
 * Starts the wasm engine with this package's kernels and guards. The binary comes from node_modules, never from a network. Products
 * are spread over threads under Node; the numbers are those of one thread, bit for bit.
 */
export async function startWasm(why: string, options: EngineOptions = {}): Promise<Engine> {
  const { memoryLimit, fused = true } = options;
  const { BackendWasm, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
  const { guardWasm, installWasmKernels } = await import('../wasm/install.ts');
  const { chooseRounding } = await import('../wasm/product/workspace.ts');
  installWasmKernels();
  chooseAddon(undefined);
  const products = (await chooseRounding(fused)) ? 'fused' : 'rounded twice';
  const { note, count, started } = await prepare(options);
  try {
    await activate('wasm');
  } finally {
    await started();
  }
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm))
    throw new EngineError('two-copies', 'Two copies of @tensorflow/tfjs-backend-wasm are loaded; keep one (npm ls).');
  guardWasm(backend, memoryLimit);
  return {
    name: 'wasm',
    why,
    threads: count(backend),
    ...(note === undefined ? {} : { note }),
    versions: { '@tensorflow/tfjs-core': tf.version_core, '@tensorflow/tfjs-backend-wasm': version, products },
  };
}

interface Threads {
  /** Why there is one thread although more were wanted. */
  readonly note?: string | undefined;
  readonly count: (backend: tf.KernelBackend) => number;
  /** To be called once the engine has started. */
  readonly started: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

async function prepare({ threads }: EngineOptions): Promise<Threads> {
  if (!('process' in globalThis)) return { note: 'threads need Node', count: () => 1, started: nothing };
  const { defaultThreads } = await import('./default-threads.ts');
  const { prepareThreads, threadsOf } = await import('../wasm/threads/start.ts');
  const prepared = await prepareThreads(threads ?? defaultThreads());
  return typeof prepared === 'string'
    ? { note: prepared, count: threadsOf, started: nothing }
    : { count: threadsOf, started: prepared };
}
