import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../errors.ts';
import type { EmscriptenHeap } from '../wasm/slots.ts';

/** A kernel of `@ganreg/native`; its numbers are addresses in bytes, then sizes. */
type AddonKernel = (heap: Uint8Array, numbers: Float64Array) => void;

/** What `@ganreg/native` offers; it is no dependency, so neither are its types. */
export interface Addon {
  readonly setThreads: (count: number) => void;
  readonly instructions: (name?: string) => string;
  readonly kernels: Readonly<Record<string, AddonKernel>>;
}

/** The addon that computes now, if any: `wasm` and `wasm+native` share one registry of kernels. */
let current: Addon | undefined;

export function chooseAddon(addon: Addon | undefined): void {
  current = addon;
}

export const currentAddon = (): Addon | undefined => current;

const numbers = new Float64Array(64);

/**
 * Runs a kernel on the heap of the engine, wherever that is now: it moves when it grows.
 *
 * @throws EngineError `out-of-memory` when there is none for what the kernel keeps outside of the heap
 */
export function runNative(addon: Addon, backend: BackendWasm, name: string, values: readonly number[]): void {
  const kernel = addon.kernels[name];
  if (!kernel) throw new Error(`@ganreg/native has no kernel ${name}`);
  numbers.set(values);
  const { HEAPU8: heap } = backend.wasm as unknown as Pick<EmscriptenHeap, 'HEAPU8'>;
  try {
    kernel(heap, numbers);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'out-of-memory')) throw cause;
    throw new EngineError(
      'out-of-memory',
      `No memory for the native kernel ${name}: ${cause.message}. Use a smaller batch, or the engine wasm; ` +
        'tensors made so far stay valid.',
      { cause },
    );
  }
}
