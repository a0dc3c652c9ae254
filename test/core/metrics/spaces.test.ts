import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experimentSchema, type Dataset, type SpaceSpec } from '@ganreg/core';
import { adapted, embedImages, referenceFor, subset, type ImageSpace } from '@ganreg/core/metrics';
import { openData, openImageSpace } from '@ganreg/core/node/open';
import { onnxModel } from './support/onnx-model.ts';
import { writeLayersModel } from './support/layers-model.ts';

/** Where `onnxruntime-node` is installed: it is optional, and its packages are large. */
const onnxProject = process.env['GANREG_ONNXRUNTIME'];
const whyNot = onnxProject === undefined ? ' (skipped: GANREG_ONNXRUNTIME names no folder with onnxruntime-node)' : '';

let folder = '';
let train: Dataset;
let test: Dataset;
beforeAll(async () => {
  await useEngine('wasm');
  folder = await mkdtemp(join(tmpdir(), 'ganreg-spaces-'));
  await writeLayersModel(join(folder, 'tfjs'));
  await writeFile(join(folder, 'net.onnx'), onnxModel());
  const open = async (split: 'train' | 'test') =>
    adapted((await openData(experimentSchema.parse({}), '.', 28, split)) as Dataset, { resolution: 28, channels: 1 });
  const first = (set: Dataset, count: number) =>
    subset(
      set,
      Array.from({ length: count }, (_, index) => index),
    );
  train = first(await open('train'), 300);
  test = first(await open('test'), 200);
});
afterAll(() => rm(folder, { recursive: true }));

const changed = (set: Dataset, change: (pixels: Uint8Array, index: number) => ArrayLike<number>): Dataset => ({
  ...set,
  image: (index) => Uint8Array.from(Uint8ClampedArray.from(change(set.image(index), index))),
});

const noisy = (set: Dataset): Dataset =>
  changed(set, (pixels, index) =>
    pixels.map((value, at) => Math.max(0, Math.min(255, value + 120 * Math.sin(at * 12.9898 + index * 78.233)))),
  );

const blurred = (set: Dataset): Dataset =>
  changed(set, (pixels) =>
    pixels.map((_, at) => {
      const [y, x] = [Math.floor(at / 28), at % 28];
      let sum = 0;
      for (let dy = -4; dy <= 4; dy += 1)
        for (let dx = -4; dx <= 4; dx += 1)
          sum += pixels[Math.max(0, Math.min(27, y + dy)) * 28 + Math.max(0, Math.min(27, x + dx))]!;
      return sum / 81;
    }),
  );

/** Only the images most like one of them: a generator that forgot all other modes. */
const fewModes = (set: Dataset): Dataset => {
  const distance = (index: number): number => {
    const [one, other] = [set.image(0), set.image(index)];
    return one.reduce((sum, value, at) => sum + (value - other[at]!) ** 2, 0);
  };
  const near = Array.from({ length: set.count }, (_, index) => index)
    .toSorted((one, other) => distance(one) - distance(other))
    .slice(0, set.count / 8);
  return subset(
    set,
    Array.from({ length: set.count }, (_, index) => near[index % near.length]!),
  );
};

interface Named {
  readonly title: string;
  readonly spec: () => SpaceSpec & { readonly use: Exclude<SpaceSpec['use'], 'points'> };
  readonly project?: string | undefined;
  readonly skip?: boolean;
}

const spaces: readonly Named[] = [
  { title: 'efficientnet-lite0', spec: () => ({ use: 'efficientnet-lite0' }) },
  { title: 'random', spec: () => ({ use: 'random' }) },
  { title: 'a tfjs model', spec: () => ({ use: 'tfjs', path: join(folder, 'tfjs/model.json') }) },
  {
    title: `an ONNX model${whyNot}`,
    spec: () => ({ use: 'onnx', path: join(folder, 'net.onnx'), side: 28 }),
    project: onnxProject,
    skip: onnxProject === undefined,
  },
];

for (const { title, spec, project = '.', skip = false } of spaces)
  describe.skipIf(skip)(`in the space of ${title}`, { timeout: 120_000 }, () => {
    let space: ImageSpace;
    beforeAll(async () => {
      space = await openImageSpace(spec(), project);
    });
    afterAll(() => space.dispose());

    it('noise and blur raise both distances and cost coverage, noise precision too; forgotten modes cost recall and coverage, not precision', async () => {
      const reference = referenceFor(await embedImages(space, train), ['fd', 'kid', 'precision', 'recall', 'coverage']);
      const measure = async (images: Dataset) => reference.compare(await embedImages(space, images));
      const real = await measure(test);
      const noise = await measure(noisy(test));
      const blur = await measure(blurred(test));
      for (const spoilt of [noise, blur]) {
        expect(spoilt.fd).toBeGreaterThan(1.3 * real.fd!);
        expect(spoilt.kid).toBeGreaterThan(real.kid! + 1e-9);
        expect(spoilt.coverage).toBeLessThan(real.coverage! - 0.05);
      }
      expect(noise.precision).toBeLessThan(real.precision! - 0.05);
      const forgetful = await measure(fewModes(test));
      expect(forgetful.fd).toBeGreaterThan(1.3 * real.fd!);
      expect(forgetful.recall).toBeLessThan(real.recall! - 0.2);
      expect(forgetful.coverage).toBeLessThan(real.coverage! - 0.2);
      expect(forgetful.precision).toBeGreaterThan(real.precision! - 0.1);
    });

    it('is the same when opened again, by its hash and by its features; no tensor stays behind', async () => {
      const before = tf.memory().numTensors;
      const again = await openImageSpace(spec(), project);
      expect(again.weightsHash).toBe(space.weightsHash);
      expect(again.weightsHash).toMatch(/^[0-9a-f]{64}$/u);
      const few = await embedImages(space, test, { count: 5 });
      expect(few.dimension).toBe(space.dimension);
      expect(await embedImages(again, test, { count: 5, batch: 2 })).toEqual({
        ...few,
        values: expect.toSatisfy((values: Float32Array) =>
          values.every((value, at) => Math.abs(value - few.values[at]!) < 1e-4),
        ),
      });
      again.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });

describe('the random space', () => {
  it('has the weights it always had', async () => {
    const space = await openImageSpace({ use: 'random' }, '.');
    expect(space).toMatchObject({ name: 'random', side: 32, dimension: 448 });
    expect(space.weightsHash.slice(0, 16)).toBe('c80cf068bf2d352f');
    space.dispose();
  });
});

describe('a space of one’s own', () => {
  it('has another hash as soon as anything that decides its features differs', async () => {
    const path = join(folder, 'tfjs/model.json');
    const hashOf = async (more: object): Promise<string> => {
      const { weightsHash, dispose } = await openImageSpace({ use: 'tfjs', path, ...more }, '.');
      dispose();
      return weightsHash;
    };
    expect(new Set([await hashOf({}), await hashOf({ range: [0, 1] }), await hashOf({ range: [-1, 1] })]).size).toBe(2);
  });

  it('that cannot be had says what to do', async () => {
    await expect(openImageSpace({ use: 'onnx', path: join(folder, 'net.onnx') }, folder)).rejects.toMatchObject({
      code: 'SPACE_NEEDS_ONNXRUNTIME',
      fix: expect.stringContaining('npm install onnxruntime-node'),
    });
    await expect(openImageSpace({ use: 'tfjs', path: join(folder, 'none.json') }, '.')).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  });
});

describe.skipIf(onnxProject === undefined)(`an ONNX space${whyNot}`, () => {
  const open = (file: string, more: object = { side: 28 }) =>
    openImageSpace({ use: 'onnx', path: join(folder, file), ...more }, onnxProject ?? '.');

  it('gives the features that TensorFlow.js gives for the same weights', async () => {
    const [onnx, tfjs] = [
      await open('net.onnx', { side: 28, range: [-1, 1] }),
      await openImageSpace({ use: 'tfjs', path: join(folder, 'tfjs/model.json') }, '.'),
    ];
    const [one, other] = [await embedImages(onnx, test, { count: 6 }), await embedImages(tfjs, test, { count: 6 })];
    expect(one.dimension).toBe(other.dimension);
    one.values.forEach((value, at) => expect(value).toBeCloseTo(other.values[at]!, 4));
    onnx.dispose();
    tfjs.dispose();
  });

  it('is FID only for the published weights, in the file that was exported from them', async () => {
    await writeFile(join(folder, 'fid.onnx'), onnxModel());
    const onnx = createHash('sha256')
      .update(await readFile(join(folder, 'fid.onnx')))
      .digest('hex');
    const isFid = async (origin: object, more: object = { side: 299 }): Promise<boolean> => {
      await writeFile(join(folder, 'fid.onnx.json'), JSON.stringify(origin));
      const { fid = false, name, dispose } = await open('fid.onnx', more);
      dispose();
      expect(name.startsWith('inception')).toBe(fid);
      return fid;
    };
    const weights = `6726825d${'0'.repeat(56)}`;
    expect(await isFid({ weights, onnx })).toBe(true);
    expect(await isFid({ weights, onnx }, { side: 28 })).toBe(false);
    expect(await isFid({ weights, onnx }, { side: 299, range: [-1, 1] })).toBe(false);
    expect(await isFid({ weights: 'f'.repeat(64), onnx })).toBe(false);
    expect(await isFid({ weights, onnx: 'f'.repeat(64) })).toBe(false);
    expect(await isFid({})).toBe(false);
  });
});
