import * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './kernel.ts';

type Inputs = Readonly<Record<'x' | 'indices', tf.TensorInfo>>;

/** GatherV2 with batch dimensions, which stock wasm gets wrong; without them it stays stock. */
export function installGather(): void {
  replaceKernel<Inputs, tf.GatherV2Attrs>('GatherV2', (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const { x, indices } = inputs;
    const { batchDims } = attrs;
    if (batchDims === 0 || x.dtype === 'string') return stock(call);
    const [axis = 0] = tf.util.parseAxisParam(attrs.axis, x.shape);
    const size = tf.util.sizeFromShape;
    const rows = x.shape[axis] ?? 1;
    const [batch, middle] = [size(x.shape.slice(0, batchDims)), size(x.shape.slice(batchDims, axis))];
    const inner = x.shape.slice(axis + 1);
    const block = size(inner);
    const out = backend.makeOutput([...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...inner], x.dtype);
    const source = backend.typedArrayFromHeap(x);
    const target = backend.typedArrayFromHeap(out);
    const taken = Array.from(backend.typedArrayFromHeap(indices));
    const each = taken.length / batch;
    let at = 0;
    for (let image = 0; image < batch; image++)
      for (let line = 0; line < middle; line++)
        for (const row of taken.slice(image * each, (image + 1) * each)) {
          const from = ((image * middle + line) * rows + row) * block;
          target.set(source.subarray(from, from + block), at);
          at += block;
        }
    return out;
  });
}
