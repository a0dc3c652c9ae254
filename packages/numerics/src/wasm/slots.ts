import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** What emscripten exports besides what tfjs declares. */
export interface EmscriptenHeap {
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
  readonly HEAPU8: Uint8Array;
  readonly asm: Readonly<Record<string, unknown>>;
}

/** Where a tensor lies in the wasm heap, in bytes. */
export function addressOf(backend: BackendWasm, info: tf.TensorInfo): number {
  return backend.getMemoryOffset(info.dataId);
}

/**
 * The whole heap as numbers, and where in it a tensor starts. Valid until the next allocation, which may move the heap.
 */
export function heapOf(backend: BackendWasm): {
  readonly heap: Float32Array;
  readonly start: (info: tf.TensorInfo) => number;
} {
  const heap = new Float32Array((backend.wasm as unknown as Pick<EmscriptenHeap, 'HEAPU8'>).HEAPU8.buffer);
  return { heap, start: (info) => addressOf(backend, info) / Float32Array.BYTES_PER_ELEMENT };
}

/** Drops what XNNPACK packed from a tensor; the buffer itself stays. */
export function forget(backend: BackendWasm, dataId: object): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(dataId).id);
}
