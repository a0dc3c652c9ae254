import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** A kernel of the wasm engine: it runs under the tape, on raw buffers that it must dispose itself. */
export type WasmKernel<Inputs, Attributes, Out = tf.TensorInfo> = (call: {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
}) => Out;

type Inputs = Readonly<Record<string, tf.TensorInfo>> | readonly tf.TensorInfo[];

const ours = Symbol.for('@ganreg/numerics/kernel');

/** Runs whatever is registered under that name for wasm, so that composites profit from any kernel that replaces another. */
export function run(backend: BackendWasm, name: string, inputs: Inputs, attributes: object = {}): tf.TensorInfo {
  const kernel = tf.getKernel(name, 'wasm');
  // tfjs types inputs as a record although Concat takes a list, and attributes as a record with an index signature
  const call = { inputs: inputs as tf.NamedTensorInfoMap, attrs: attributes as tf.NamedAttrMap, backend };
  return one(kernel.kernelFunc(call));
}

function one(out: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo {
  if (Array.isArray(out)) throw new TypeError('expected a kernel with one output');
  return out;
}

/**
 * Registers a kernel in place of the stock one, which `make` receives (a function that throws where there is none).
 * Does nothing where this package's kernel is registered already.
 */
export function replaceKernel<Inputs, Attributes>(
  kernelName: string,
  make: (
    stock: WasmKernel<Inputs, Attributes>,
  ) => WasmKernel<Inputs, Attributes, tf.TensorInfo | readonly tf.TensorInfo[]>,
): void {
  const stock = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined;
  if (stock && ours in stock.kernelFunc) return;
  const kernel = make((call) => {
    if (!stock) throw new Error(`wasm has no kernel ${kernelName}`);
    return one(stock.kernelFunc(call as unknown as Parameters<tf.KernelFunc>[0]));
  });
  if (stock) tf.unregisterKernel(kernelName, 'wasm');
  const kernelFunc = Object.assign(kernel as unknown as tf.KernelFunc, { [ours]: true });
  tf.registerKernel({ ...stock, kernelName, backendName: 'wasm', kernelFunc });
}

/** Runs `body` with a register for temporaries, which are released at its end even when it throws. */
export function withTemporaries(
  backend: BackendWasm,
  body: (temporary: (info: tf.TensorInfo) => tf.TensorInfo) => tf.TensorInfo,
): tf.TensorInfo {
  const held: tf.TensorInfo[] = [];
  try {
    return body((info) => {
      held.push(info);
      return info;
    });
  } finally {
    for (const { dataId } of held) backend.disposeData(dataId);
  }
}

/** A new tensor of the engine, which `write` fills; disposed if that fails. */
export function produce(backend: BackendWasm, shape: number[], write: (out: tf.TensorInfo) => void): tf.TensorInfo {
  const out = backend.makeOutput(shape, 'float32');
  try {
    write(out);
    return out;
  } catch (error) {
    backend.disposeData(out.dataId);
    throw error;
  }
}

/** The same buffer under another shape, uncounted: it must not outlive `info`. */
export function view(info: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { dataId: info.dataId, dtype: info.dtype, shape };
}

export function floats(backend: BackendWasm, info: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info) as Float32Array;
}

/** A constant scalar of the engine, made once. */
export function constant(backend: BackendWasm, value: number): tf.TensorInfo {
  const known = constants.get(backend) ?? new Map<number, tf.TensorInfo>();
  constants.set(backend, known);
  const info = known.get(value) ?? backend.makeOutput([], 'float32', undefined, new Float32Array([value]));
  known.set(value, info);
  return info;
}

const constants = new WeakMap<BackendWasm, Map<number, tf.TensorInfo>>();
