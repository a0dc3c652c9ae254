import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { constant, run } from './kernel.ts';
import { forget } from './slots.ts';

const packedAs = new WeakMap<object, string>();

/**
 * XNNPACK packs the right-hand matrix once and finds it again by its data id alone, not by its shape: a reshaped matrix
 * would be read in the old layout (wrong numbers, then a corrupt heap). So one that comes back in another shape is copied.
 *
 * @param temporary takes the copy and disposes it after use
 */
export function withoutStalePacking(
  backend: BackendWasm,
  matrix: tf.TensorInfo,
  temporary: (info: tf.TensorInfo) => tf.TensorInfo,
): tf.TensorInfo {
  const shape = matrix.shape.slice(-2).join('×');
  const packed = packedAs.get(matrix.dataId);
  if (packed === undefined) packedAs.set(matrix.dataId, shape);
  if (packed === undefined || packed === shape) return matrix;
  return temporary(run(backend, 'Add', { a: matrix, b: constant(backend, 0) }));
}

/**
 * To be called after writing into a tensor's buffer on the wasm heap: the engine keeps packed copies of matrices and filters and
 * would go on computing with the old values. On other engines it does nothing.
 *
 * TensorFlow.js itself never writes in place, so this concerns only code that takes the heap into its own hands.
 */
export function forgetPacked(tensor: tf.Tensor): void {
  if (tf.getBackend() !== 'wasm') return;
  const backend = tf.backend() as BackendWasm;
  const { id, memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  forget(backend, tensor.dataId);
  backend.wasm.tfjs.registerTensor(id, tensor.size, memoryOffset);
  packedAs.delete(tensor.dataId);
}
