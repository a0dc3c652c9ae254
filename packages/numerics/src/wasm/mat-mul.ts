import type * as tf from '@tensorflow/tfjs-core';
import { produce, replaceKernel, withTemporaries } from './kernel.ts';
import { withoutStalePacking } from './packing.ts';
import { multiplyMatrices } from './product/multiply-matrices.ts';
import { workspaceOf } from './product/workspace.ts';
import { addressOf } from './slots.ts';

type Inputs = Readonly<Record<'a' | 'b', tf.TensorInfo>>;

/** Below this many multiplications stock wasm's scalar loop is faster than packing. */
const fewMultiplications = 4096;

const last = (shape: readonly number[], fromEnd: number): number => shape.at(-fromEnd) ?? 1;
const countMatrices = (shape: readonly number[]): number => shape.slice(0, -2).reduce((total, size) => total * size, 1);

/** Matrix products, single and in batches, with operands transposed while they are packed; stock wasm is slow at both. */
export function installMatMul(): void {
  replaceKernel<Inputs, tf.BatchMatMulAttrs>('BatchMatMul', (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const { a, b } = inputs;
    const [manyA, manyB] = [countMatrices(a.shape), countMatrices(b.shape)];
    const [rows, inner] = [last(a.shape, attrs.transposeA ? 1 : 2), last(a.shape, attrs.transposeA ? 2 : 1)];
    const columns = last(b.shape, attrs.transposeB ? 2 : 1);
    const work = rows * inner * columns;
    if (work === 0 || (manyA * manyB > 1 && work < fewMultiplications)) return stock(call);
    const batch = (manyA >= manyB ? a : b).shape.slice(0, -2);
    // one right-hand matrix for many left-hand ones is one tall product
    const isTall = manyB === 1 && !attrs.transposeA;
    const products = isTall ? 1 : Math.max(manyA, manyB);
    const height = isTall ? manyA * rows : rows;
    return produce(backend, [...batch, rows, columns], (out) => {
      for (let index = 0; index < products; index++) {
        const at = (info: tf.TensorInfo, many: number, size: number): number =>
          addressOf(backend, info) + (many === 1 ? 0 : index) * size * Float32Array.BYTES_PER_ELEMENT;
        multiplyMatrices(
          workspaceOf(backend),
          [
            { address: at(a, manyA, rows * inner), transposed: attrs.transposeA },
            { address: at(b, manyB, inner * columns), transposed: attrs.transposeB },
          ],
          at(out, products, rows * columns),
          [height, inner, columns],
        );
      }
    });
  });
}

/** A guard for the fused product, which stays stock otherwise: it is used only where no gradient is taken. */
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
