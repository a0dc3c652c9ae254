import * as tf from '@tensorflow/tfjs-core';
import { overlayKernel } from './overlay.ts';

type Inputs = Readonly<Record<'a' | 'b', tf.TensorInfo>>;

const last = (shape: readonly number[], fromEnd: number): number => shape.at(-fromEnd) ?? 1;

/** Matrix products, single and in batches; stock wasm broadcasts batches that are neither equal nor one. */
export function overlayMatMul(): void {
  overlayKernel<Inputs, tf.BatchMatMulAttrs>('BatchMatMul', ({ a, b }, { transposeA, transposeB }) => {
    const [manyA, manyB] = [a, b].map(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2)));
    if (manyA === undefined || manyB === undefined || (manyA !== manyB && manyA !== 1 && manyB !== 1)) return undefined;
    const [rows, inner] = [last(a.shape, transposeA ? 1 : 2), last(a.shape, transposeA ? 2 : 1)];
    const columns = last(b.shape, transposeB ? 2 : 1);
    if (rows * inner * columns * manyA * manyB === 0) return undefined;
    // one right-hand matrix for many left-hand ones is one tall product
    const isTall = manyB === 1 && !transposeA;
    const sizes = isTall ? [1, 1, manyA * rows] : [manyA, manyB, rows];
    return {
      kernel: 'multiply',
      shape: [...(manyA >= manyB ? a : b).shape.slice(0, -2), rows, columns],
      inputs: [a, b],
      numbers: [...sizes, inner, columns, transposeA ? 1 : 0, transposeB ? 1 : 0],
    };
  });
}
