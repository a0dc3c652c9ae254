import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapOf } from './slots.ts';

/** Shorter blocks are copied number by number: a call costs more than they do. */
const shortBlock = 16;

/**
 * Puts images side by side, pixel by pixel: pixel (i·strideHeight + a, j·strideWidth + b) of the result is pixel (i, j) of
 * `parts[a][b]`. Rows and columns beyond the result's size are left out.
 *
 * @param parts strideHeight × strideWidth images [B, ⌈H/strideHeight⌉, ⌈W/strideWidth⌉, C]
 * @param shape [B, H, W, C] of the result
 */
export function interleave(
  backend: BackendWasm,
  parts: readonly (readonly tf.TensorInfo[])[],
  shape: readonly [number, number, number, number],
): tf.TensorInfo {
  const [batch, height, width, channels] = shape;
  const out = backend.makeOutput([...shape], 'float32');
  const { heap, start } = heapOf(backend);
  const target = start(out);
  parts.forEach((band, down) => {
    band.forEach((part, across) => {
      const [, rows = 0, columns = 0] = part.shape;
      const source = start(part);
      for (let image = 0; image < batch; image++)
        for (let row = 0; row * parts.length + down < height; row++) {
          let from = source + (image * rows + row) * columns * channels;
          let to = target + ((image * height + row * parts.length + down) * width + across) * channels;
          for (let column = across; column < width; column += band.length) {
            if (channels >= shortBlock) heap.copyWithin(to, from, from + channels);
            else for (let channel = 0; channel < channels; channel++) heap[to + channel] = heap[from + channel] ?? 0;
            from += channels;
            to += band.length * channels;
          }
        }
    });
  });
  return out;
}
