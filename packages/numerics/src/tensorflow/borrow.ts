import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { EngineError } from '../errors.ts';

/**
 * Gives the tensorflow engine the rare kernels that tfjs-node lacks (rotation and projective transform of images,
 * searchSorted, denseBincount, ragged and sparse ones): computed by tfjs' cpu engine on copies. None has a gradient.
 */
export function borrowMissingKernels(): void {
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    if (tf.getKernel(kernelName, 'tensorflow') as tf.KernelConfig | undefined) continue;
    tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc: onCpu(kernelFunc) });
  }
}

function onCpu(kernelFunc: tf.KernelFunc): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const [here, cpu] = [tf.backend(), cpuBackend()];
    const copies = Object.entries(inputs).flatMap(([name, info]) =>
      info ? [[name, move(info, here, cpu)] as const] : [],
    );
    const out = kernelFunc({ inputs: Object.fromEntries(copies), attrs: attrs ?? {}, backend: cpu });
    for (const [, { dataId }] of copies) cpu.disposeData(dataId);
    const back = (info: tf.TensorInfo): tf.TensorInfo => {
      const copy = move(info, cpu, here);
      cpu.disposeData(info.dataId);
      return copy;
    };
    return Array.isArray(out) ? out.map(back) : back(out);
  };
}

function move({ dataId, shape, dtype }: tf.TensorInfo, from: tf.KernelBackend, to: tf.KernelBackend): tf.TensorInfo {
  const values = from.readSync(dataId);
  // some of the cpu engine's kernels keep integers as floats, which TensorFlow does not take
  const typed = dtype === 'int32' ? Int32Array.from(values as ArrayLike<number>) : values.slice();
  return { dataId: to.write(typed, shape, dtype), shape, dtype };
}

function cpuBackend(): tf.KernelBackend {
  const backend = tf.findBackend('cpu') as tf.KernelBackend | null;
  if (!backend) throw new EngineError('engine-failed', 'The cpu engine, which computes this operation, did not start.');
  // it would print an advertisement for tfjs-node
  return Object.assign(backend, { firstUse: false });
}
