import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { constant, replaceKernel, run, withTemporaries, type WasmKernel } from './kernel.ts';

type Inputs = Readonly<Record<'a' | 'b', tf.TensorInfo>>;
type MatMul = WasmKernel<Inputs, tf.BatchMatMulAttrs>;

const last = (shape: readonly number[], fromEnd: number): number => shape[shape.length - fromEnd] ?? 1;
const isMatrix = (shape: readonly number[]): boolean => shape.slice(0, -2).every((size) => size === 1);

/**
 * XNNPACK packs the right-hand matrix once and finds it again by its data id alone, not by its shape: a reshaped matrix
 * would be read in the old layout (wrong numbers, then a corrupt heap). So a matrix that comes back in another shape is copied.
 */
function guardPackedShapes(stock: MatMul): MatMul {
  const packedAs = new WeakMap<object, string>();
  return (call) => {
    const { a, b } = call.inputs;
    const shape = `${last(b.shape, 2)}×${last(b.shape, 1)}`;
    const packed = packedAs.get(b.dataId);
    packedAs.set(b.dataId, packed ?? shape);
    if (packed === undefined || packed === shape) return stock(call);
    return withTemporaries(call.backend, (temporary) => {
      const copy = temporary(run(call.backend, 'Add', { a: b, b: constant(call.backend, 0) }));
      return stock({ ...call, inputs: { a, b: copy } });
    });
  };
}

function swapped(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const axes = x.shape.map((_, axis) => axis);
  const perm = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
  return run(backend, 'Transpose', { x }, { perm });
}

/** Matrix products: transposed operands are transposed first, because stock wasm multiplies them with scalar loops. */
export function installMatMul(): void {
  replaceKernel<Inputs, tf.BatchMatMulAttrs>('BatchMatMul', (stock) => {
    const multiply = guardPackedShapes(stock);
    return (call) => {
      const { inputs, attrs, backend } = call;
      if (!isMatrix(inputs.a.shape) || !isMatrix(inputs.b.shape)) return stock(call);
      if (!attrs.transposeA && !attrs.transposeB) return multiply(call);
      return withTemporaries(backend, (temporary) =>
        multiply({
          inputs: {
            a: attrs.transposeA ? temporary(swapped(backend, inputs.a)) : inputs.a,
            b: attrs.transposeB ? temporary(swapped(backend, inputs.b)) : inputs.b,
          },
          attrs: { transposeA: false, transposeB: false },
          backend,
        }),
      );
    };
  });
}
