import type * as tf from '@tensorflow/tfjs-core';
import { floats, replaceKernel } from './kernel.ts';

type Inputs = Readonly<Record<'x' | 'segmentIds', tf.TensorInfo>>;

/** UnsortedSegmentSum, the gradient of gather, which stock wasm lacks. Rows with a negative id are left out, as TensorFlow does. */
export function installSegmentSum(): void {
  replaceKernel<Inputs, tf.UnsortedSegmentSumAttrs>('UnsortedSegmentSum', () => ({ inputs, attrs, backend }) => {
    const { x, segmentIds } = inputs;
    const inner = x.shape.slice(segmentIds.shape.length);
    const width = inner.reduce((total, size) => total * size, 1);
    const out = backend.makeOutput([attrs.numSegments, ...inner], 'float32');
    const sums = floats(backend, out).fill(0);
    const rows = floats(backend, x);
    const ids = backend.typedArrayFromHeap(segmentIds);
    ids.forEach((segment, row) => {
      if (segment < 0 || segment >= attrs.numSegments) return;
      for (let at = 0; at < width; at++) {
        const cell = segment * width + at;
        sums[cell] = (sums[cell] ?? 0) + (rows[row * width + at] ?? 0);
      }
    });
    return out;
  });
}
