import * as tf from '@tensorflow/tfjs-core';
import { opAttributes } from './backend.ts';
import { replaceKernel } from './kernel.ts';

/** The gradient of every rectifier. tfjs-node fills two images with constants for it, which takes most of its time. */
export function installStep(): void {
  type Inputs = { readonly x: tf.Tensor };
  replaceKernel<Inputs, { readonly alpha: number }>('Step', (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    if (x.dtype !== 'float32') return stock(call);
    const select = (condition: tf.Tensor, yes: tf.Tensor, no: tf.Tensor): tf.Tensor =>
      backend.executeSingleOutput('SelectV2', opAttributes(backend, {}), [condition, yes, no]);
    const positive = tf.greater(x, 0);
    return select(tf.isNaN(x), x, select(positive, tf.scalar(1), tf.scalar(attrs.alpha)));
  });
}
