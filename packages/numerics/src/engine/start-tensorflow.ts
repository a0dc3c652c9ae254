import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { installTensorflowKernels } from '../tensorflow/install.ts';
import { loadTfjsNode } from '../tensorflow/load.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { activate } from './activate.ts';
import { defaultThreads } from './default-threads.ts';

/**
 * Starts TensorFlow's C library by way of tfjs-node (or tfjs-node-gpu), an optional peer that the user installs.
 * Gradients must be installed after it: loading it registers the stock ones again.
 */
export async function startTensorflow(
  name: 'tensorflow' | 'tensorflow-gpu',
  why: string,
  { threads = defaultThreads() }: EngineOptions = {},
): Promise<Engine> {
  const packageName = name === 'tensorflow' ? '@tensorflow/tfjs-node' : '@tensorflow/tfjs-node-gpu';
  const version = loadTfjsNode(packageName, threads);
  await activate('tensorflow');
  const backend: object = tf.backend();
  if (name === 'tensorflow-gpu' && !('isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true))
    throw new EngineError(
      'no-gpu',
      'tfjs-node-gpu found no GPU that TensorFlow can use; see its log with TF_CPP_MIN_LOG_LEVEL=0.',
    );
  installTensorflowKernels();
  return {
    name,
    why,
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? threads),
    versions: {
      '@tensorflow/tfjs-core': tf.version_core,
      [packageName]: version,
      tensorflow: libraryVersion(backend),
    },
  };
}

function libraryVersion(backend: object): string {
  const binding: unknown = 'binding' in backend ? backend.binding : undefined;
  return typeof binding === 'object' && binding !== null && 'TF_Version' in binding ? String(binding.TF_Version) : '?';
}
