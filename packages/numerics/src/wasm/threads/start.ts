import * as tf from '@tensorflow/tfjs-core';
import { spreadWorkspaces } from '../product/workspace.ts';
import { startCrew } from './crew.ts';
import { shareMemory } from './share-memory.ts';
import { spread } from './spread.ts';

let shared: number | undefined;

/**
 * Prepares the wasm engine to multiply in several threads. For Node only; to be done before the engine is first used, and once:
 * later numbers of threads change nothing.
 *
 * @returns why there is one thread; nothing where there are several
 */
export const prepareThreads = async (threads: number): Promise<string | undefined> => {
  if (shared !== undefined || threads < 2) return undefined;
  const obstacle = await shareMemory();
  if (obstacle !== undefined) return obstacle;
  shared = threads;
  spreadWorkspaces((workspace, module) => {
    const crew = startCrew(threads, module);
    return crew === undefined ? workspace : spread(workspace, crew);
  });
  return undefined;
};

/** Threads that the started engine multiplies in. */
export const threadsOf = (backend: tf.KernelBackend): number => {
  const heap: unknown = Reflect.get(Reflect.get(backend, 'wasm') as object, 'HEAPU8');
  return heap instanceof Uint8Array && heap.buffer instanceof SharedArrayBuffer ? (shared ?? 1) : 1;
};
