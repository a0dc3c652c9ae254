import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Border } from './convolution-plan.ts';
import { run, withTemporaries } from './kernel.ts';

/**
 * Stride-1 convolution (the one fast kernel of XNNPACK) with borders that may be negative: those are cropped first. Where nothing
 * is left of the image the result is zero.
 */
export function correlate(
  backend: BackendWasm,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  rows: Border,
  columns: Border,
  dilations: readonly [number, number] = [1, 1],
): tf.TensorInfo {
  return withTemporaries(backend, (temporary) => {
    const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
    const [top, bottom] = crop(rows);
    const [left, right] = crop(columns);
    const begin = [0, top, left, 0];
    const size = [batch, height - top - bottom, width - left - right, channels];
    if (height <= top + bottom || width <= left + right) {
      const shape = [batch, outputs(height, rows, filter, 0, dilations), outputs(width, columns, filter, 1, dilations)];
      return run(backend, 'Fill', {}, { shape: [...shape, filter.shape[3] ?? 1], value: 0, dtype: 'float32' });
    }
    const inner = top || bottom || left || right ? temporary(run(backend, 'Slice', { x }, { begin, size })) : x;
    const pad = [
      [0, 0],
      [Math.max(0, rows[0]), Math.max(0, rows[1])],
      [Math.max(0, columns[0]), Math.max(0, columns[1])],
      [0, 0],
    ];
    return run(backend, 'Conv2D', { x: inner, filter }, { strides: [1, 1], pad, dataFormat: 'NHWC', dilations });
  });
}

/** How many places the filter fits along one axis of an image with borders. */
function outputs(
  size: number,
  [before, after]: Border,
  filter: tf.TensorInfo,
  axis: 0 | 1,
  dilations: readonly [number, number],
): number {
  return before + size + after - ((filter.shape[axis] ?? 1) - 1) * dilations[axis];
}

function crop([before, after]: Border): Border {
  return [Math.max(0, -before), Math.max(0, -after)];
}
