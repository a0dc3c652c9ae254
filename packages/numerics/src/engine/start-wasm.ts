import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { chooseAddon } from '../native/addon.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { activate } from './activate.ts';

/** Starts the wasm engine with this package's kernels and guards. The binary comes from node_modules, never from a network. */
export async function startWasm(why: string, { memoryLimit, fused = true }: EngineOptions = {}): Promise<Engine> {
  const { BackendWasm, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
  const { guardWasm, installWasmKernels } = await import('../wasm/install.ts');
  const { chooseRounding } = await import('../wasm/product/workspace.ts');
  installWasmKernels();
  chooseAddon(undefined);
  const products = (await chooseRounding(fused)) ? 'fused' : 'rounded twice';
  await activate('wasm');
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm))
    throw new EngineError('two-copies', 'Two copies of @tensorflow/tfjs-backend-wasm are loaded; keep one (npm ls).');
  guardWasm(backend, memoryLimit);
  return {
    name: 'wasm',
    why,
    threads: 1,
    versions: { '@tensorflow/tfjs-core': tf.version_core, '@tensorflow/tfjs-backend-wasm': version, products },
  };
}
