import type * as tf from '@tensorflow/tfjs-core';
import { spreadWorkspaces } from '../product/workspace.ts';
import { hasCrew, startCrew } from './crew.ts';
import { shareMemory } from './share-memory.ts';
import { spread } from './spread.ts';

let shared: number | undefined;

/**
 * Prepares the wasm engine to multiply in several threads. For Node only; to be done before the engine is first used, and once:
 * later numbers of threads change nothing.
 *
 * @returns why there is one thread; otherwise what to do once the engine has started
 */
export const prepareThreads = async (threads: number): Promise<string | (() => Promise<void>)> => {
  if (shared !== undefined || threads < 2) return () => Promise.resolve();
  if (!hasCrew()) return 'this package has not been compiled';
  const started = await shareMemory();
  if (typeof started === 'string') return started;
  shared = threads;
  spreadWorkspaces((workspace, module) => spread(workspace, startCrew(threads, module)));
  return started;
};

/** Threads that the started engine multiplies in. */
export const threadsOf = (backend: tf.KernelBackend): number => {
  const heap: unknown = Reflect.get(Reflect.get(backend, 'wasm') as object, 'HEAPU8');
  return heap instanceof Uint8Array && heap.buffer instanceof SharedArrayBuffer ? (shared ?? 1) : 1;
};
