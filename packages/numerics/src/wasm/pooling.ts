import type * as tf from '@tensorflow/tfjs-core';
import { replaceKernel, run, withTemporaries } from './kernel.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/**
 * XNNPACK's average pooling keeps a row of all channels on the 64 KiB wasm stack; wide tensors overrun it and take other
 * memory with them. Wider ones are pooled in slices.
 */
const widestPooling = 4096;

export function installPooling(): void {
  replaceKernel<Inputs, tf.AvgPoolAttrs>('AvgPool', (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const [batch = 1, height = 1, width = 1, channels = 1] = inputs.x.shape;
    if (channels <= widestPooling) return stock(call);
    return withTemporaries(backend, (temporary) => {
      const starts = Array.from({ length: Math.ceil(channels / widestPooling) }, (_, index) => index * widestPooling);
      const pooled = starts.map((start) => {
        const size = [batch, height, width, Math.min(widestPooling, channels - start)];
        const x = temporary(run(backend, 'Slice', inputs, { begin: [0, 0, 0, start], size }));
        return temporary(stock({ inputs: { x }, attrs, backend }));
      });
      return run(backend, 'Concat', pooled, { axis: 3 });
    });
  });
}
