import * as tf from '@tensorflow/tfjs-core';
import { overlayKernel } from './overlay.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/** Sums and means of floats over neighbouring axes. */
export function overlayReductions(): void {
  for (const name of ['Sum', 'Mean'] as const)
    overlayKernel<Inputs, tf.SumAttrs>(name, ({ x }, { axis, keepDims }) => {
      const axes = tf.util.parseAxisParam(axis, x.shape).toSorted((a, b) => a - b);
      const [first = 0] = axes;
      const neighbours = axes.length > 0 && axes.every((at, index) => at === first + index);
      if (x.dtype !== 'float32' || !neighbours || x.shape.includes(0)) return undefined;
      const size = (from: number, to: number): number => tf.util.sizeFromShape(x.shape.slice(from, to));
      const end = first + axes.length;
      const count = size(first, end);
      const kept = x.shape.map((length, at) => (axes.includes(at) ? 1 : length));
      return {
        kernel: 'sum',
        shape: keepDims ? kept : x.shape.filter((_, at) => !axes.includes(at)),
        inputs: [x],
        numbers: [size(0, first), count, size(end, x.shape.length), name === 'Mean' ? 1 / count : 1],
      };
    });
}
