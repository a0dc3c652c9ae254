import * as tf from '@tensorflow/tfjs-core';
import type { TensorflowBackend } from './backend.ts';

/** A kernel of the tensorflow engine: it runs under the tape, in a scope that keeps its result only. */
export type TensorflowKernel<Inputs, Attributes> = (call: {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: TensorflowBackend;
}) => tf.Tensor;

const ours = Symbol.for('@ganreg/numerics/kernel');

/**
 * Registers a kernel in place of tfjs-node's, which `make` receives. Does nothing where this package's kernel is
 * registered already, or where tfjs-node has none.
 */
export function replaceKernel<Inputs, Attributes>(
  kernelName: string,
  make: (stock: TensorflowKernel<Inputs, Attributes>) => TensorflowKernel<Inputs, Attributes>,
): void {
  const stock = tf.getKernel(kernelName, 'tensorflow') as tf.KernelConfig | undefined;
  if (!stock || ours in stock.kernelFunc) return;
  type Call = Parameters<TensorflowKernel<Inputs, Attributes>>[0];
  // tfjs types inputs and attributes loosely; their names are this kernel's, by registration
  const kernel = make((call: Call) => stock.kernelFunc(call as unknown as Parameters<tf.KernelFunc>[0]) as tf.Tensor);
  const kernelFunc: tf.KernelFunc = (call) => tf.tidy(() => kernel(call as unknown as Call));
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({ ...stock, kernelFunc: Object.assign(kernelFunc, { [ours]: true }) });
}
