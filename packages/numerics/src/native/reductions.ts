import * as tf from '@tensorflow/tfjs-core';
import { overlayKernel, type NativeCall } from './overlay.ts';

/** Sums and means of floats over neighbouring axes; sums of squares and products, names that `wasm` does not know. */
export function overlayReductions(): void {
  for (const name of ['Sum', 'Mean'] as const)
    overlayKernel<Readonly<Record<'x', tf.TensorInfo>>, tf.SumAttrs>(name, ({ x }, { axis, keepDims }) =>
      x.dtype === 'float32' ? sum('sum', [x], { axis, keepDims, isMean: name === 'Mean' }) : undefined,
    );
  overlayKernel<Readonly<Record<'x', tf.TensorInfo>>, SumAttributes>('SumOfSquares', ({ x }, attributes) =>
    sum('sumProducts', [x, x], attributes),
  );
  overlayKernel<Readonly<Record<'a' | 'b', tf.TensorInfo>>, SumAttributes>('SumOfProducts', ({ a, b }, attributes) =>
    sum('sumProducts', [a, b], attributes),
  );
}

/** Of a sum in one pass. */
export interface SumAttributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
  readonly isMean: boolean;
}

/** Whether these axes lie side by side. */
export function areNeighbours(axes: readonly number[]): boolean {
  const [first = 0] = axes;
  return axes.length > 0 && axes.every((at, index) => at === first + index);
}

function sum(
  kernel: string,
  inputs: readonly [tf.TensorInfo, ...tf.TensorInfo[]],
  { axis, keepDims, isMean }: SumAttributes,
): NativeCall | undefined {
  const { shape } = inputs[0];
  const axes = tf.util.parseAxisParam(axis, shape).toSorted((a, b) => a - b);
  if (!areNeighbours(axes) || shape.includes(0)) return undefined;
  const [first = 0] = axes;
  const size = (from: number, to: number): number => tf.util.sizeFromShape(shape.slice(from, to));
  const end = first + axes.length;
  const count = size(first, end);
  const kept = shape.map((length, at) => (axes.includes(at) ? 1 : length));
  return {
    kernel,
    shape: keepDims ? kept : shape.filter((_, at) => !axes.includes(at)),
    inputs,
    numbers: [size(0, first), count, size(end, shape.length), isMean ? 1 / count : 1],
  };
}
