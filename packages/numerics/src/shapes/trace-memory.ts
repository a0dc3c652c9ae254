import * as tf from '@tensorflow/tfjs-core';
import { installGradients } from '../gradients/install.ts';
import { ShapeBackend } from './backend.ts';
import { registerShapeKernels, shapesName } from './register.ts';

/** What {@link traceMemory} hands to its body. */
export interface MemoryTrace {
  /** Counts the peak from here. */
  readonly begin: () => void;
  /** Most bytes of tensors alive at the same time since `begin`. */
  readonly peak: () => number;
  /** Bytes of tensors alive now. */
  readonly live: () => number;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs something on an engine that works out the shape of every tensor and computes nothing: what it would hold on a real one is
 * known to the byte, whatever the batch. Tensors that are read asynchronously are zeros. The engine in use before comes back, and
 * so do tensors that were moved; one trace at a time.
 *
 * @throws Error naming a kernel whose shapes are not known
 */
export const traceMemory = async <Result>(body: (trace: MemoryTrace) => Promise<Result>): Promise<Result> => {
  const mine = last.then(() => traced(body));
  last = mine.catch(() => undefined);
  return mine;
};

const traced = async <Result>(body: (trace: MemoryTrace) => Promise<Result>): Promise<Result> => {
  const engine = tf.engine();
  const previous = engine.backendName as string | null;
  installGradients();
  registerShapeKernels();
  const backend = new ShapeBackend();
  tf.registerBackend(shapesName, () => backend, 0);
  await tf.setBackend(shapesName);
  try {
    return await body({ begin: () => backend.begin(), peak: () => backend.peak, live: () => backend.live });
  } finally {
    if (previous !== null && previous !== undefined) await tf.setBackend(previous);
    tf.removeBackend(shapesName);
  }
};
