import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { floats, replaceKernel, run, view, withTemporaries, type WasmKernel } from './kernel.ts';
import { withoutStalePacking } from './packing.ts';
import { addressOf, withWindow } from './slots.ts';

type Inputs = Readonly<Record<'a' | 'b', tf.TensorInfo>>;
type MatMul = WasmKernel<Inputs, tf.BatchMatMulAttrs>;

/** Below this many multiplications the scalar loop of stock wasm is faster than setting up XNNPACK. */
const fewMultiplications = 4096;

const last = (shape: readonly number[], fromEnd: number): number => shape.at(-fromEnd) ?? 1;
const countMatrices = (shape: readonly number[]): number => shape.slice(0, -2).reduce((total, size) => total * size, 1);

function swapped(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const axes = x.shape.map((_, axis) => axis);
  const perm = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
  return run(backend, 'Transpose', { x }, { perm });
}

/**
 * Matrix products, single and in batches: transposed operands are transposed first and batches taken one matrix at a time,
 * because stock wasm multiplies both with scalar loops.
 */
export function installMatMul(): void {
  replaceKernel<Inputs, tf.BatchMatMulAttrs>('BatchMatMul', (stock) => {
    const multiply: MatMul = (call) =>
      withTemporaries(call.backend, (temporary) => {
        const b = withoutStalePacking(call.backend, call.inputs.b, temporary);
        return stock({ ...call, inputs: { a: call.inputs.a, b } });
      });
    return (call) => {
      const { inputs, attrs, backend } = call;
      const matrices = Math.max(countMatrices(inputs.a.shape), countMatrices(inputs.b.shape));
      const each = last(inputs.b.shape, 1) * last(inputs.b.shape, 2) * last(inputs.a.shape, attrs.transposeA ? 1 : 2);
      if (matrices > 1 && each < fewMultiplications) return stock(call);
      return withTemporaries(backend, (temporary) => {
        const a = attrs.transposeA ? temporary(swapped(backend, inputs.a)) : inputs.a;
        const b = attrs.transposeB ? temporary(swapped(backend, inputs.b)) : inputs.b;
        return matrices > 1 ? multiplyEach(multiply, backend, a, b) : multiplyOne(multiply, backend, a, b);
      });
    };
  });
}

/** The same guard for the fused product, which stays stock otherwise: it is used only where no gradient is taken. */
export function guardFusedMatMul(): void {
  replaceKernel<Inputs, tf._FusedMatMulAttrs>(
    '_FusedMatMul',
    (stock) => (call) =>
      withTemporaries(call.backend, (temporary) => {
        const b = withoutStalePacking(call.backend, call.inputs.b, temporary);
        return stock({ ...call, inputs: { ...call.inputs, b } });
      }),
  );
}

const plain: tf.BatchMatMulAttrs = { transposeA: false, transposeB: false };

function multiplyOne(multiply: MatMul, backend: BackendWasm, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
  return multiply({ inputs: { a, b }, attrs: plain, backend });
}

/** A batch of products; a single matrix on one side serves all of the other. */
function multiplyEach(multiply: MatMul, backend: BackendWasm, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
  const [rows, inner, columns] = [last(a.shape, 2), last(a.shape, 1), last(b.shape, 1)];
  const [manyA, manyB] = [countMatrices(a.shape), countMatrices(b.shape)];
  const batch = (manyA >= manyB ? a : b).shape.slice(0, -2);
  if (manyB === 1) {
    const product = multiplyOne(multiply, backend, view(a, [manyA * rows, inner]), view(b, [inner, columns]));
    return { ...product, shape: [...batch, rows, columns] };
  }
  const out = backend.makeOutput([...batch, rows, columns], 'float32');
  for (let index = 0; index < manyB; index++) {
    const fromA = addressOf(backend, a) + (manyA === 1 ? 0 : index) * rows * inner * Float32Array.BYTES_PER_ELEMENT;
    const fromB = addressOf(backend, b) + index * inner * columns * Float32Array.BYTES_PER_ELEMENT;
    const product = withWindow(backend, fromA, [rows, inner], (left) =>
      withWindow(backend, fromB, [inner, columns], (right) => multiplyOne(multiply, backend, left, right)),
    );
    floats(backend, out).set(floats(backend, product), index * rows * columns);
    backend.disposeData(product.dataId);
  }
  return out;
}
