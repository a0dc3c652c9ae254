import * as tf from '@tensorflow/tfjs-core';
import { contract, parseEquation, type Steps } from './contract.ts';

const ours = Symbol.for('@ganreg/numerics/einsum');

/**
 * Registers Einsum out of an engine's own kernels: stock wasm has none, and that of the cpu engine returns the wrong shape where
 * an operand has an axis that is only summed.
 */
export function registerEinsum(backendName: 'cpu' | 'wasm'): void {
  const stock = tf.getKernel('Einsum', backendName) as tf.KernelConfig | undefined;
  if (stock && ours in stock.kernelFunc) return;
  if (stock) tf.unregisterKernel('Einsum', backendName);
  tf.registerKernel({
    kernelName: 'Einsum',
    backendName,
    kernelFunc: Object.assign(einsumOn(backendName), { [ours]: true }),
  });
}

function einsumOn(backendName: string): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const temporaries: tf.TensorInfo[] = [];
    const run = (name: string, given: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap): tf.TensorInfo => {
      const out = tf.getKernel(name, backendName).kernelFunc({ inputs: given, attrs: attributes, backend });
      if (Array.isArray(out)) throw new TypeError(`${name} has one output`);
      temporaries.push(out);
      return out;
    };
    const steps: Steps<tf.TensorInfo> = {
      shapeOf: ({ shape }) => shape,
      transpose: (x, perm) => run('Transpose', { x }, { perm }),
      reshape: (x, shape) => run('Reshape', { x }, { shape }),
      sum: (x, axis) => run('Sum', { x }, { axis, keepDims: false }),
      multiply: (a, b) => run('BatchMatMul', { a, b }, { transposeA: false, transposeB: false }),
    };
    try {
      const { operands, result } = parseEquation((attrs as unknown as tf.EinsumAttrs).equation);
      const tensors = Object.values(inputs).flatMap((tensor) => (tensor ? [tensor] : []));
      const lettered = tensors.map((tensor, at) => ({ tensor, letters: operands[at] ?? '' }));
      // a reference of its own: the temporaries lose theirs
      run('Identity', { x: contract(steps, lettered, result) }, {});
      const out = temporaries.pop();
      if (!out) throw new Error('einsum of nothing');
      return out;
    } finally {
      for (const { dataId } of temporaries) (backend as tf.KernelBackend).disposeData(dataId);
    }
  };
}
