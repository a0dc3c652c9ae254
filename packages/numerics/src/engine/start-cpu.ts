import * as tf from '@tensorflow/tfjs-core';
import { registerEinsum } from '../einsum/register.ts';
import type { Engine } from './engine.ts';
import { activate } from './activate.ts';

/** Starts tfjs' plain JavaScript engine: slow (never train on it), but an independent reference for tests. */
export async function startCpu(why: string): Promise<Engine> {
  const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu');
  registerEinsum('cpu');
  await activate('cpu');
  // it would print an advertisement for tfjs-node at the first tensor
  Object.assign(tf.backend(), { firstUse: false });
  return {
    name: 'cpu',
    why,
    threads: 1,
    versions: { '@tensorflow/tfjs-core': tf.version_core, '@tensorflow/tfjs-backend-cpu': version },
  };
}
