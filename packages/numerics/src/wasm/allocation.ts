import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../errors.ts';
import type { EmscriptenHeap } from './slots.ts';

interface Account {
  readonly heap: EmscriptenHeap;
  limit: number;
  inUse: number;
  /** Address to size of every tensor's buffer. */
  readonly sizes: Map<number, number>;
}

/** Leaves XNNPACK half a gibibyte of the 4 GiB for packed weights, whose allocation nobody checks. */
const defaultMemoryLimit = 3.5 * 2 ** 30;

const addressSpace = 2 ** 32;
const slack = 64 * 2 ** 20;
const accounts = new WeakMap<object, Account>();
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/**
 * Makes an allocation that cannot succeed, or would exceed the limit, throw. Near the 4 GiB end of the wasm heap the allocator returns
 * 0 or, worse, an address behind the end; stock tfjs writes the tensor there and every later operation aborts. Here the engine
 * stays usable.
 *
 * @param limit bytes of tensors at most; without one, what was set before or 3.5 GiB
 */
export function guardAllocation(backend: BackendWasm, limit?: number): void {
  const heap = backend.wasm as unknown as EmscriptenHeap;
  const known = accounts.get(heap);
  if (known) {
    known.limit = limit ?? known.limit;
    return;
  }
  const account: Account = { heap, limit: limit ?? defaultMemoryLimit, inUse: 0, sizes: new Map() };
  accounts.set(heap, account);
  // emscripten's stubs replace themselves on their first call: call once, then wrap
  const { _malloc: firstMalloc, _free: firstFree } = heap;
  firstFree(firstMalloc(8));
  const { _malloc: malloc, _free: free } = heap;
  Object.assign(heap, {
    _malloc: (bytes: number): number => {
      if (account.inUse + bytes > account.limit || !hasRoom(account, bytes)) throw refusal(bytes, account);
      const address = malloc(bytes) >>> 0;
      if ((address === 0 && bytes > 0) || address + bytes > heap.HEAPU8.length) throw refusal(bytes, account);
      account.sizes.set(address, bytes);
      account.inUse += bytes;
      return address;
    },
    _free: (address: number): void => {
      const key = address >>> 0;
      account.inUse -= account.sizes.get(key) ?? 0;
      account.sizes.delete(key);
      free(address);
    },
  });
}

/**
 * Whether the allocator can be asked at all. It extends the heap without noticing that addresses wrap around at 4 GiB, and takes
 * 2 GiB and more for a negative size; both corrupt it. Where extending is no longer possible, a gap between tensors must be
 * wide enough, with some to spare for what XNNPACK keeps there.
 */
function hasRoom({ heap, sizes }: Account, bytes: number): boolean {
  const end = heap.HEAPU8.length;
  if (bytes >= 2 ** 31) return false;
  if (end + bytes + slack < addressSpace) return true;
  let reached = 0;
  let widest = 0;
  for (const [address, size] of [...sizes].toSorted(([a], [b]) => a - b)) {
    widest = Math.max(widest, address - reached);
    reached = address + size;
  }
  return Math.max(widest, end - reached) > 2 * bytes + slack;
}

function refusal(bytes: number, { inUse, limit }: Account): EngineError {
  const allowed = Number.isFinite(limit) ? mebibytes(limit) : 'the 4 GiB of the wasm heap';
  return new EngineError(
    'out-of-memory',
    `No room for a tensor of ${mebibytes(bytes)}: ${mebibytes(inUse)} are in use and the limit is ${allowed}. ` +
      'Use a smaller batch or dispose tensors; those made so far stay valid.',
  );
}
