import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';

/** Makes a registered backend the current one and checks that it really is: tfjs reports a failed start only by `false`. */
export async function activate(backend: string): Promise<void> {
  const started = await tf.setBackend(backend);
  await tf.ready();
  if (!started || tf.getBackend() !== backend)
    throw new EngineError(
      'engine-failed',
      `The engine ${backend} did not start; tfjs fell back to ${tf.getBackend()}.`,
    );
}
