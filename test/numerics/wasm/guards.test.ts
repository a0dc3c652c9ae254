import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError, forgetPacked, useEngine } from '@ganreg/numerics';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { watchTensors } from '../support/leaks.ts';

const read = (make: () => tf.Tensor): number[] => {
  const result = tf.tidy(make);
  const values = [...result.dataSync()];
  result.dispose();
  return values;
};
const counting = <R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => index),
    shape,
  );

describe('the wasm engine', () => {
  beforeAll(() => useEngine('wasm'));
  watchTensors('test');

  it('multiplies by a reshaped matrix as by any other', () => {
    const b = counting<tf.Rank.R2>([4, 6]);
    expect(read(() => tf.matMul(tf.ones<tf.Rank.R2>([2, 4]), b))).toHaveLength(12);
    expect(read(() => tf.matMul(tf.ones<tf.Rank.R2>([2, 8]), tf.reshape(b, [8, 3])))).toEqual([
      84, 92, 100, 84, 92, 100,
    ]);
    expect(read(() => tf.fused.matMul({ a: tf.ones<tf.Rank.R2>([1, 2]), b: tf.reshape(b, [2, 12]) }))).toEqual(
      Array.from({ length: 12 }, (_, index) => 12 + 2 * index),
    );
    b.dispose();
  });

  it('convolves with a reshaped filter as with any other', () => {
    const image = tf.ones<tf.Rank.R4>([1, 3, 3, 2]);
    const filter = counting<tf.Rank.R4>([2, 2, 2, 3]);
    const wide = read(() => tf.conv2d(image, filter, 1, 'valid'));
    const flat = read(() => tf.conv2d(image, tf.reshape(filter, [1, 2, 2, 6]) as tf.Tensor4D, 1, 'valid'));
    expect(wide.slice(0, 3)).toEqual([84, 92, 100]);
    expect(flat.slice(0, 6)).toEqual([36, 40, 44, 48, 52, 56]);
    expect(read(() => tf.depthwiseConv2d(image, tf.reshape(filter, [2, 2, 2, 3]), 1, 'valid')).slice(0, 6)).toEqual([
      36, 40, 44, 48, 52, 56,
    ]);
    tf.dispose([image, filter]);
  });

  it('computes with new numbers written into a buffer once told so', () => {
    const [image, matrix] = [tf.ones<tf.Rank.R2>([1, 2]), tf.ones<tf.Rank.R2>([2, 3])];
    expect(read(() => tf.matMul(image, matrix))).toEqual([2, 2, 2]);
    (tf.backend() as BackendWasm).typedArrayFromHeap(matrix).fill(10);
    forgetPacked(matrix);
    expect(read(() => tf.matMul(image, matrix))).toEqual([20, 20, 20]);
    tf.dispose([image, matrix]);
  });

  it.each([32_768, 40_000])('averages images of %i channels', (channels) => {
    const image = counting<tf.Rank.R4>([1, 4, 4, channels]);
    const pooled = read(() => tf.avgPool(image, 4, 4, 'valid'));
    expect(pooled).toHaveLength(channels);
    for (const channel of [0, 4095, 4096, channels - 1])
      expect(pooled[channel]! / (7.5 * channels + channel)).toBeCloseTo(1, 5);
    expect(read(() => tf.sum(image, [0, 1, 2]))[5]! / (16 * (7.5 * channels + 5))).toBeCloseTo(1, 5);
    image.dispose();
  });

  it('convolves with strides longer than the filter', () => {
    const image = counting<tf.Rank.R4>([1, 6, 5, 1]);
    expect(read(() => tf.conv2d(image, tf.ones<tf.Rank.R4>([2, 2, 1, 1]), 3, 'same'))).toEqual([12, 24, 72, 84]);
    image.dispose();
  });

  describe('out of memory', () => {
    const withLimit = async (bytes: number): Promise<unknown> => useEngine({ use: 'wasm', memoryLimit: bytes });
    afterEach(() => withLimit(3.5 * 2 ** 30));

    /** What earlier tests left on the heap of this process. */
    const bytesInUse = async (): Promise<number> => {
      await withLimit(1);
      const refusal = captured(() => tf.zeros([1000]));
      return Number(/([\d.]+) MiB are in use/u.exec(refusal)?.[1]) * 2 ** 20;
    };
    const captured = (body: () => unknown): string => {
      try {
        body();
      } catch (error) {
        return String(error);
      }
      return '';
    };

    const works = (): void =>
      expect(read(() => tf.matMul(tf.ones<tf.Rank.R2>([2, 3]), tf.ones<tf.Rank.R2>([3, 2])))).toEqual([3, 3, 3, 3]);

    it('at a limit says how much is asked, used and allowed, and goes on working', async () => {
      const kept = tf.ones([1000]);
      await withLimit((await bytesInUse()) + 80 * 2 ** 20);
      expect(() => tf.tidy(() => tf.add(tf.zeros([2 ** 23]), tf.zeros([2 ** 23])))).toThrow(
        /No room for a tensor of 32\.0 MiB: .* are in use and the limit is [\d.]+ MiB/,
      );
      works();
      expect([...kept.dataSync()].every((value) => value === 1)).toBe(true);
      kept.dispose();
    });

    it('inside a training step releases what the step had made', async () => {
      const image = tf.ones<tf.Rank.R4>([8, 32, 32, 16]);
      const filter = tf.tidy(() => tf.variable(tf.mul(tf.ones([3, 3, 16, 16]), 0.1)));
      const step = (): void =>
        tf.tidy(() => {
          const loss = (): tf.Scalar =>
            tf.mean(tf.square(tf.conv2d(image, filter as tf.Tensor as tf.Tensor4D, 1, 'same')));
          tf.variableGrads(loss, [filter]);
        });
      step();
      const bytes = (tf.backend() as BackendWasm).numDataIds();
      await withLimit(3 * 2 ** 20);
      expect(step).toThrow(EngineError);
      await withLimit(2 ** 30);
      expect((tf.backend() as BackendWasm).numDataIds()).toBe(bytes);
      step();
      tf.dispose([image, filter]);
    });

    it('of the heap itself is noticed, not written to address 0', async () => {
      await withLimit(Number.POSITIVE_INFINITY);
      const backend = tf.backend() as BackendWasm;
      expect(() => backend.makeOutput([600_000_000], 'float32')).toThrow(/No room for a tensor of 2288\.8 MiB/);
      // reserved addresses only: nothing is written, so no memory is used
      const reserved: tf.TensorInfo[] = [];
      const reserve = (): number => reserved.push(backend.makeOutput([400_000_000], 'float32'));
      expect(() => Array.from({ length: 3 }, reserve)).toThrow(/No room for a tensor of 1525\.9 MiB/);
      expect(reserved).toHaveLength(2);
      works();
      for (const { dataId } of reserved) backend.disposeData(dataId);
      // the heap never shrinks, but what was given back is there again
      const again = backend.makeOutput([300_000_000], 'float32');
      backend.disposeData(again.dataId);
      works();
    });
  });
});
