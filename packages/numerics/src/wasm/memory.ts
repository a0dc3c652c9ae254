import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { replaceKernel } from './kernel.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/**
 * Copies that stock wasm makes too many of: Identity copies although Reshape shares, so does Cast to the type that is there, Slice copies
 * its whole input first.
 */
export function installMemoryKernels(): void {
  replaceKernel<Inputs, object>(
    'Identity',
    () =>
      ({ inputs: { x }, backend }) =>
        share(backend, x),
  );
  replaceKernel<Inputs, tf.CastAttrs>('Cast', (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    return attrs.dtype === inputs.x.dtype ? share(backend, inputs.x) : stock(call);
  });
  replaceKernel<Inputs, tf.SliceAttrs>('Slice', (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    if (x.dtype === 'string') return stock(call);
    const [begin = [], size = []] = tf.slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    const out = backend.makeOutput(size, x.dtype);
    const source = backend.typedArrayFromHeap(x);
    const target = backend.typedArrayFromHeap(out);
    copyBlocks(source, target, x.shape, begin, size);
    return out;
  });
}

function share(backend: BackendWasm, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

interface Numbers {
  readonly length: number;
  readonly subarray: (begin: number, end: number) => ArrayLike<number>;
}

/** Copies a box out of an array in row-major order, one contiguous block at a time. */
function copyBlocks(
  source: Numbers,
  target: { readonly length: number; readonly set: (values: ArrayLike<number>, offset: number) => void },
  shape: readonly number[],
  begin: readonly number[],
  size: readonly number[],
): void {
  if (target.length === 0) return;
  // trailing axes that are taken whole belong to the block
  let inner = shape.length;
  let block = 1;
  while (inner > 0) {
    inner--;
    block *= size[inner] ?? 1;
    if (size[inner] !== shape[inner]) break;
  }
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((total, one) => total * one, 1));
  const index = Array.from({ length: inner }, () => 0);
  let from = begin.reduce((total, start, axis) => total + start * (strides[axis] ?? 1), 0);
  for (let at = 0; at < target.length; at += block) {
    target.set(source.subarray(from, from + block), at);
    for (let axis = inner - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 1;
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next;
      from += stride;
      if (next < (size[axis] ?? 1)) break;
      index[axis] = 0;
      from -= stride * next;
    }
  }
}
