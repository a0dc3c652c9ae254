import * as tf from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Images `[n, 28, 28, 1]` in [0, 1] with their classes. */
export interface Labelled {
  readonly images: tf.Tensor4D;
  readonly classes: Uint8Array;
}

/** The Fashion-MNIST images that come with ganreg: 4,000 to train on, 1,000 to test with. */
const assets = join(
  dirname(createRequire(import.meta.url).resolve('@ganreg/core/package.json')),
  'assets/fashion-mnist',
);

const prefix = { train: 'train', test: 't10k' } as const;

/** The bytes behind the header of an IDX file, plain or gzip. */
const idx = async (folder: string, name: string, header: number): Promise<Uint8Array> => {
  const file = join(folder, `${name}-ubyte`);
  const packed = await readFile(`${file}.gz`).catch(() => undefined);
  return new Uint8Array(packed === undefined ? await readFile(file) : gunzipSync(packed)).subarray(header);
};

const imagesIn = async (folder: string, split: keyof typeof prefix): Promise<tf.Tensor4D> => {
  const bytes = await idx(folder, `${prefix[split]}-images-idx3`, 16);
  return tf.tensor4d(
    Float32Array.from(bytes, (value) => value / 255),
    [bytes.length / 784, 28, 28, 1],
  );
};

export const fashion = async (split: keyof typeof prefix): Promise<Labelled> => ({
  images: await imagesIn(assets, split),
  classes: await idx(assets, `${prefix[split]}-labels-idx1`, 8),
});

/** MNIST's first test images from a folder with its IDX files; nothing where there is none. */
export const digits = async (folder: string, count: number): Promise<tf.Tensor4D | undefined> => {
  const images = await imagesIn(folder, 'test').catch(() => undefined);
  return images && tf.slice(images, [0, 0, 0, 0], [count, -1, -1, -1]);
};
