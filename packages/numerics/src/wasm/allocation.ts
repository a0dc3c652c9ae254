import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../errors.ts';

/** What emscripten exports besides what tfjs declares. */
interface Heap {
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

const guarded = new WeakSet<object>();

/**
 * Makes a failed allocation throw. At the 4 GiB end of the wasm heap `malloc` returns 0; stock tfjs writes the tensor to
 * address 0 and every later operation aborts. With the guard the engine stays usable.
 */
export function guardAllocation(backend: BackendWasm): void {
  const heap = backend.wasm as unknown as Heap;
  if (guarded.has(heap)) return;
  guarded.add(heap);
  // emscripten's stubs replace themselves on their first call: call once, then wrap
  const { _malloc: firstMalloc, _free: free } = heap;
  free(firstMalloc(8));
  const { _malloc: malloc } = heap;
  const guardedMalloc = (bytes: number): number => {
    const address = malloc(bytes);
    if (address === 0 && bytes > 0)
      throw new EngineError(
        'out-of-memory',
        `The wasm heap (4 GiB at most) has no room for another ${(bytes / 2 ** 20).toFixed(1)} MiB. ` +
          'Dispose tensors or use a smaller batch; tensors made so far stay valid.',
      );
    return address;
  };
  Object.assign(heap, { _malloc: guardedMalloc });
}
