import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { produce } from '../wasm/kernel.ts';
import { addressOf } from '../wasm/slots.ts';
import { currentAddon, runNative } from './addon.ts';

/** What a native kernel is to compute: the shape of its result, the tensors it reads and the numbers behind their addresses. */
export interface NativeCall {
  readonly kernel: string;
  readonly shape: number[];
  readonly inputs: readonly tf.TensorInfo[];
  readonly numbers: readonly number[];
}

const installed = new Set<string>();

/**
 * Lays a native kernel over the one of `wasm` that has this name. `plan` says what to compute, or nothing where the other kernel is to do it;
 * so does every call while no addon is chosen. A name that `wasm` does not know may be run only where `inOnePass` says so.
 */
export function overlayKernel<Inputs, Attributes>(
  kernelName: string,
  plan: (inputs: Inputs, attributes: Attributes) => NativeCall | undefined,
): void {
  if (installed.has(kernelName)) return;
  installed.add(kernelName);
  const below = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined;
  const kernelFunc: tf.KernelFunc = (call) => {
    const addon = currentAddon();
    const planned = addon && plan(call.inputs as unknown as Inputs, call.attrs as unknown as Attributes);
    if (!planned) {
      if (!below) throw new Error(`${kernelName} runs on wasm+native alone`);
      return below.kernelFunc(call);
    }
    const backend = call.backend as BackendWasm;
    return produce(backend, planned.shape, (out) => {
      const addresses = [...planned.inputs, out].map((info) => addressOf(backend, info));
      runNative(addon, backend, planned.kernel, [...addresses, ...planned.numbers]);
    });
  };
  if (below) tf.unregisterKernel(kernelName, 'wasm');
  // tfjs marks our kernels by a property of their function, which must stay
  const marked = Object.assign(kernelFunc, below?.kernelFunc);
  tf.registerKernel({ ...below, kernelName, backendName: 'wasm', kernelFunc: marked });
}

/** Whether kernels that only the addon has can take these tensors. */
export function inOnePass(...tensors: readonly tf.Tensor[]): boolean {
  return (
    tf.getBackend() === 'wasm' &&
    currentAddon() !== undefined &&
    tensors.every(({ dtype, size }) => dtype === 'float32' && size > 0)
  );
}
