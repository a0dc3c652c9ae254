import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { floats, replaceKernel } from './kernel.ts';

type Attributes = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;
type WithArgmax = Attributes & Pick<tf.MaxPoolWithArgmaxAttrs, 'includeBatchInIndex'>;
type Shape4D = [number, number, number, number];

/** What tells where maxima were taken: stock wasm gets both wrong for several images whose windows leave pixels over. */
export function installMaxPool(): void {
  type Backward = Readonly<Record<'dy' | 'input', tf.TensorInfo>>;
  replaceKernel<Backward, Attributes>('MaxPoolGrad', () => ({ inputs: { dy, input }, attrs, backend }) => {
    const out = backend.makeOutput(input.shape, 'float32');
    const gradient = floats(backend, out).fill(0);
    const from = floats(backend, dy);
    eachMaximum(backend, input, poolOf(input, attrs), (output, place) => {
      gradient[place] = (gradient[place] ?? 0) + (from[output] ?? 0);
    });
    return out;
  });
  type Forward = Readonly<Record<'x', tf.TensorInfo>>;
  replaceKernel<Forward, WithArgmax>('MaxPoolWithArgmax', () => ({ inputs: { x }, attrs, backend }) => {
    const pool = poolOf(x, attrs);
    const pooled = backend.makeOutput(pool.outShape, 'float32');
    const indexes = backend.makeOutput(pool.outShape, 'int32');
    const values = floats(backend, x);
    const maxima = floats(backend, pooled);
    const places = backend.typedArrayFromHeap(indexes);
    const image = attrs.includeBatchInIndex ? values.length : values.length / pool.batchSize;
    eachMaximum(backend, x, pool, (output, place) => {
      maxima[output] = values[place] ?? 0;
      places[output] = place % image;
    });
    return [pooled, indexes];
  });
}

function poolOf(input: tf.TensorInfo, { filterSize, strides, pad, dimRoundingMode }: Attributes) {
  return tf.backend_util.computePool2DInfo(input.shape as Shape4D, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Visits every output pixel and channel with the index of its maximum in the input; of equal ones the first. */
function eachMaximum(
  backend: BackendWasm,
  input: tf.TensorInfo,
  pool: tf.backend_util.Conv2DInfo,
  visit: (output: number, place: number) => void,
): void {
  const { inHeight, inWidth, inChannels, padInfo } = pool;
  const values = floats(backend, input);
  let output = 0;
  for (let batch = 0; batch < pool.batchSize; batch++)
    for (let row = 0; row < pool.outHeight; row++) {
      const above = row * pool.strideHeight - padInfo.top;
      const bottom = Math.min(inHeight, above + pool.filterHeight);
      for (let column = 0; column < pool.outWidth; column++) {
        const before = column * pool.strideWidth - padInfo.left;
        const right = Math.min(inWidth, before + pool.filterWidth);
        for (let channel = 0; channel < inChannels; channel++) {
          let best = Number.NEGATIVE_INFINITY;
          let place = 0;
          for (let y = Math.max(0, above); y < bottom; y++)
            for (let x = Math.max(0, before); x < right; x++) {
              const at = ((batch * inHeight + y) * inWidth + x) * inChannels + channel;
              const value = values[at] ?? 0;
              if (value > best) {
                best = value;
                place = at;
              }
            }
          visit(output++, place);
        }
      }
    }
}
