import * as tf from '@tensorflow/tfjs-core';
import { constant, replaceKernel, run, view, withTemporaries } from './kernel.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/** XNNPACK's pooling keeps one row of channels on the wasm stack; above this width it runs into other memory. */
const widestRow = 4096;

/**
 * Sums and means over neighbouring axes before the last, such as batch, height and width, as average pooling over one tall
 * window: about twenty times faster than the stock transposing loop. Other reductions stay stock.
 */
export function installReductions(): void {
  for (const kernel of ['Sum', 'Mean'] as const)
    replaceKernel<Inputs, tf.SumAttrs>(kernel, (stock) => (call) => {
      const { inputs, attrs, backend } = call;
      const { x } = inputs;
      const axes = tf.util.parseAxisParam(attrs.axis, x.shape).toSorted((a, b) => a - b);
      const [first = 0] = axes;
      const neighbours = axes.every((axis, index) => axis === first + index);
      const end = first + axes.length;
      if (x.dtype !== 'float32' || axes.length === 0 || !neighbours || end >= x.shape.length) return stock(call);

      const outer = tf.util.sizeFromShape(x.shape.slice(0, first));
      const count = tf.util.sizeFromShape(x.shape.slice(first, end));
      const inner = tf.util.sizeFromShape(x.shape.slice(end));
      if (count < 2 || outer === 0 || inner === 0 || inner > widestRow) return stock(call);
      const window = { filterSize: [count, 1], strides: [count, 1], pad: 'valid' };
      const pool = () => run(backend, 'AvgPool', { x: view(x, [outer, count, 1, inner]) }, window);
      const result =
        kernel === 'Mean'
          ? pool()
          : withTemporaries(backend, (temporary) =>
              run(backend, 'Multiply', { a: temporary(pool()), b: constant(backend, count) }),
            );
      const shape = attrs.keepDims
        ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
        : x.shape.filter((_, axis) => !axes.includes(axis));
      return { ...result, shape };
    });
}
