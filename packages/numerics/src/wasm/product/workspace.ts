import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../../errors.ts';
import type { EmscriptenHeap } from '../slots.ts';
import { WebAssembly } from '../web-assembly.ts';
import { kernelNames, productModule, type ProductKernels } from './kernels.ts';

const areas = ['left', 'right', 'table', 'rows', 'aside', 'zeros'] as const;
/** Named places on the engine's heap that products use again and again. */
export type Area = (typeof areas)[number];

/** The product kernels of one engine, on its own heap, with their scratch memory. */
export interface Workspace {
  readonly kernels: ProductKernels;
  /** Threads that tasks are spread over. */
  readonly threads: number;
  /**
   * Makes areas at least that large, in bytes; new memory is zero. May move the heap.
   * @param spread whether tasks follow: then each thread and each task has its own
   */
  readonly reserve: (sizes: Readonly<Record<Area, number>>, spread: boolean) => void;
  readonly addressOf: (area: Area) => number;
  /** The whole heap as integers; valid until the next allocation. */
  readonly integers: () => Int32Array;
  /** Does what the body asks of the kernels, now or with all other tasks until `finish`. */
  readonly task: (body: () => void) => void;
  readonly finish: () => void;
}

/** What threads need beside the workspace. */
export interface ProductModule {
  readonly module: object;
  readonly memory: object;
  readonly kernels: readonly ((...parameters: readonly number[]) => void)[];
}

const workspaces = new WeakMap<object, Map<boolean, Workspace>>();

let fused = false;
let threaded: ((workspace: Workspace, module: ProductModule) => Workspace) | undefined;

/** Says how workspaces on a shared memory are spread over threads. To be done before the engine is first used. */
export function spreadWorkspaces(over: typeof threaded): void {
  threaded = over;
}

/**
 * Chooses whether a product and its sum are rounded together, which needs relaxed SIMD.
 *
 * @returns whether they will be
 */
export async function chooseRounding(wanted: boolean): Promise<boolean> {
  fused = wanted && (isValid() || (await enableRelaxedSimd()));
  return fused;
}

const isValid = (): boolean => WebAssembly.validate(productModule(true));

/** Node 20 has relaxed SIMD behind a flag; since Node 21 it needs none. */
async function enableRelaxedSimd(): Promise<boolean> {
  if (typeof process === 'undefined' || !process.versions.node) return false;
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return isValid();
}

/** @throws EngineError `unsupported` where the engine keeps its memory to itself */
export function workspaceOf(backend: BackendWasm): Workspace {
  const known = workspaces.get(backend.wasm) ?? new Map<boolean, Workspace>();
  workspaces.set(backend.wasm, known);
  const workspace = known.get(fused) ?? createWorkspace(backend.wasm as unknown as EmscriptenHeap);
  known.set(fused, workspace);
  return workspace;
}

function createWorkspace(heap: EmscriptenHeap): Workspace {
  const { memory } = heap.asm;
  const { _malloc: allocate, _free: free } = heap;
  if (!(memory instanceof WebAssembly.Memory))
    throw new EngineError('unsupported', 'This build of @tensorflow/tfjs-backend-wasm hides its memory; use 4.22.0.');
  const shared = 'SharedArrayBuffer' in globalThis && (memory.buffer as object) instanceof SharedArrayBuffer;
  const module = new WebAssembly.Module(productModule(fused, shared));
  const { exports } = new WebAssembly.Instance(module, { engine: { memory } });
  const kernels = exports as unknown as ProductKernels;
  const places = new Map<Area, { readonly address: number; readonly bytes: number }>();
  const alone: Workspace = {
    kernels,
    threads: 1,
    reserve: (sizes) => {
      for (const area of areas) {
        const bytes = sizes[area] ?? 0;
        const place = places.get(area);
        if (bytes <= (place?.bytes ?? 0)) continue;
        if (place) free(place.address);
        places.delete(area);
        const address = allocate(bytes) >>> 0;
        places.set(area, { address, bytes });
        heap.HEAPU8.fill(0, address, address + bytes);
      }
    },
    addressOf: (area) => places.get(area)?.address ?? 0,
    integers: () => new Int32Array(memory.buffer),
    task: (body) => body(),
    finish: () => undefined,
  };
  if (!shared || threaded === undefined) return alone;
  return threaded(alone, { module, memory, kernels: kernelNames.map((name) => kernels[name]) });
}
