import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { openExported, type ExportedModel, type ExportedSampler } from '@ganreg/core/sampling';
import { useEngine } from '@ganreg/numerics';
import wasmBinary from 'wasm-binary';

/** What a script with weights hands over. */
export interface Weights {
  readonly arm: number;
  readonly model: ExportedModel;
  /** Safetensors, as base64. */
  readonly weights: string;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

let engine: Promise<unknown> | undefined;

/** Starts the engine that trained, in this page. */
const startEngine = (): Promise<unknown> => {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': wasmBinary,
    'tfjs-backend-wasm-simd.wasm': wasmBinary,
    'tfjs-backend-wasm-threaded-simd.wasm': wasmBinary,
  });
  engine ??= useEngine('wasm');
  return engine;
};

/** Loads scripts beside the page, one after the other: a page from a file may load scripts and nothing else. */
const load = (path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = path;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error(`${path} is not beside this page`)));
    document.head.append(script);
  });

/** Every generator of a report, ready to make images. @param files one script with weights for each */
export const openGenerators = async (files: readonly string[]): Promise<ReadonlyMap<number, ExportedSampler>> => {
  const handed: Weights[] = [];
  Object.assign(globalThis, { ganregWeights: (weights: Weights) => handed.push(weights) });
  await startEngine();
  for (const file of files) await load(file);
  const opened = new Map<number, ExportedSampler>();
  for (const { arm, model, weights } of handed) opened.set(arm, await openExported(model, bytesOf(weights)));
  return opened;
};
