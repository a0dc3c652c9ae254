import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Border } from './convolution-plan.ts';
import { run, withTemporaries } from './kernel.ts';

/** Stride-1 convolution (the one fast kernel of XNNPACK) with borders that may be negative: those are cropped first. */
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

function crop([before, after]: Border): Border {
  return [Math.max(0, -before), Math.max(0, -after)];
}
