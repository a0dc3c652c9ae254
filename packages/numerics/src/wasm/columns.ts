import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { ConvolutionPlan } from './convolution-plan.ts';
import { heapOf } from './slots.ts';

/**
 * A convolution's image as a matrix: one row for each output pixel, holding the pixels under its window,
 * [B·OH·OW, KH·KW·C]. Places outside the image are zero.
 */
export function toColumns(backend: BackendWasm, x: tf.TensorInfo, plan: ConvolutionPlan): tf.TensorInfo {
  const out = backend.makeOutput(columnsShape(plan), 'float32');
  const { heap, start } = heapOf(backend);
  const [source, target] = [start(x), start(out)];
  heap.fill(0, target, target + out.shape.reduce((total, size) => total * size, 1));
  eachRun(plan, (image, column, length) => heap.copyWithin(target + column, source + image, source + image + length));
  return out;
}

/** The adjoint of `toColumns`: adds every entry of such a matrix to the pixel that it stands for. */
export function fromColumns(backend: BackendWasm, columns: tf.TensorInfo, plan: ConvolutionPlan): tf.TensorInfo {
  const { batch, input } = plan;
  const out = backend.makeOutput([batch, input.height, input.width, input.channels], 'float32');
  const { heap, start } = heapOf(backend);
  const [source, target] = [start(columns), start(out)];
  heap.fill(0, target, target + batch * input.height * input.width * input.channels);
  eachRun(plan, (image, column, length) => {
    for (let at = 0; at < length; at++)
      heap[target + image + at] = (heap[target + image + at] ?? 0) + (heap[source + column + at] ?? 0);
  });
  return out;
}

function columnsShape({ batch, output, filter, input }: ConvolutionPlan): [number, number] {
  return [batch * output.height * output.width, filter.height * filter.width * input.channels];
}

/** A row of a window inside the image is contiguous both in the image and in the matrix: visits all such runs. */
function eachRun(plan: ConvolutionPlan, visit: (image: number, column: number, length: number) => void): void {
  const { batch, input, output, filter, stride, top, left } = plan;
  const windowRow = filter.width * input.channels;
  let place = 0;
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < output.height; row++)
      for (let column = 0; column < output.width; column++, place++) {
        const x = column * stride.width - left;
        const [first, last] = [Math.max(0, -x), Math.min(filter.width, input.width - x)];
        const length = (last - first) * input.channels;
        for (let tap = 0; tap < filter.height; tap++) {
          const y = row * stride.height - top + tap;
          if (length <= 0 || y < 0 || y >= input.height) continue;
          const pixel = (image * input.height + y) * input.width + x + first;
          visit(pixel * input.channels, (place * filter.height + tap) * windowRow + first * input.channels, length);
        }
      }
}
