import * as tf from '@tensorflow/tfjs-core';
import { createRandom, EngineError, useEngine } from '@ganreg/numerics';
import { checkGradients, countLeaks } from '@ganreg/numerics/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

/** The optional peer may be missing; `scripts/tfjs-node` builds it. */
const installed = await useEngine('tensorflow').then(
  () => true,
  (error: unknown) => {
    if (error instanceof EngineError && error.code === 'engine-not-installed') return false;
    throw error;
  },
);

const normal = (shape: number[], name = 'x'): tf.Tensor =>
  tf.tensor(createRandom(1).stream(name).at(0).normal(tf.util.sizeFromShape(shape)), shape);

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;
type Case = readonly [title: string, operation: Operation, shapes: readonly number[][]];

const image = [2, 7, 6, 3];
const oneSided: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];
const asImage = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D;
const conv =
  (stride: number, pad: number | typeof oneSided, dilation = 1): Operation =>
  (x, filter) =>
    tf.conv2d(asImage(x), asImage(filter), stride, pad, 'NHWC', dilation);
const depthwise =
  (stride: number, pad: number | 'same', dilation = 1): Operation =>
  (x, filter) =>
    tf.depthwiseConv2d(asImage(x), asImage(filter), stride, pad, 'NHWC', dilation);

const differentiable: readonly Case[] = [
  ['convolution with a border of 1', conv(1, 1), [image, [3, 3, 3, 4]]],
  ['strided convolution with a border of 2', conv(3, 2), [image, [3, 3, 3, 4]]],
  ['strided convolution with a one-sided border', conv(2, oneSided), [image, [3, 3, 3, 4]]],
  ['dilated convolution with a border of 2', conv(1, 2, 2), [image, [3, 3, 3, 4]]],
  [
    'transposed convolution with a border of 1',
    (x, filter) => tf.conv2dTranspose(asImage(x), asImage(filter), [2, 14, 12, 4], 2, 1),
    [image, [4, 4, 4, 3]],
  ],
  ['depthwise convolution with a border of 1', depthwise(2, 1), [image, [3, 3, 3, 2]]],
  ['average pooling with a border of 1', (x) => tf.avgPool(asImage(x), 3, 2, 1, 'floor'), [image]],
  ['maximum pooling with a border of 1', (x) => tf.maxPool(asImage(x), 3, 2, 1, 'floor'), [image]],
  [
    'bilinear resizing with half-pixel centres',
    (x) => tf.image.resizeBilinear(asImage(x), [12, 10], false, true),
    [image],
  ],
  ['step as a factor', (x) => tf.mul(tf.step(x, 0.2), x), [[2, 3]]],
];

const forward: readonly Case[] = [
  ['dilated depthwise convolution', depthwise(1, 'same', 2), [image, [3, 3, 3, 2]]],
  ['rotation', (x) => tf.image.rotateWithOffset(asImage(x), 0.3), [image]],
  ['projective transform', (x) => tf.image.transform(asImage(x), tf.tensor2d([[1, 0.1, 0, 0, 1, 0.2, 0, 0]])), [image]],
  ['places of maxima', (x) => tf.maxPoolWithArgmax(asImage(x), 2, 2, 'same', true).indexes as tf.Tensor, [image]],
  ['searchSorted', (x) => tf.searchSorted(tf.tensor1d([-1, 0, 1]), x), [[9]]],
  ['step of not-a-number', (x) => tf.step(tf.concat([x, tf.tensor1d([Number.NaN])]), 0.2), [[9]]],
];

async function valuesOn(engine: 'tensorflow' | 'cpu', [, operation, shapes]: Case): Promise<number[]> {
  await useEngine(engine);
  return tf.tidy(() => [...operation(...shapes.map((shape, at) => normal(shape, `${at}`))).dataSync()]);
}

/** The largest difference, relative to the largest magnitude; none between two that are not numbers. */
function distance(ours: readonly number[], theirs: readonly number[]): number {
  const scale = Math.max(...theirs.map((value) => Math.abs(value || 0)));
  return Math.max(
    ...ours.map((value, at) => (Object.is(value, theirs[at]) ? 0 : Math.abs(value - theirs[at]!) / scale)),
  );
}

describe.skipIf(!installed)('the tensorflow engine', () => {
  beforeAll(() => useEngine('tensorflow'));

  it.each([...differentiable, ...forward])('computes %s as the cpu engine does', async (...test) => {
    const [ours, theirs] = [await valuesOn('tensorflow', test), await valuesOn('cpu', test)];
    await useEngine('tensorflow');
    expect(ours).toHaveLength(theirs.length);
    expect(distance(ours, theirs)).toBeLessThan(1e-5);
  });

  it.each(differentiable)('has the right gradient of %s', (_, operation, shapes) => {
    const inputs = shapes.map((shape, at) => normal(shape, `${at}`));
    expect(checkGradients(operation, inputs, { step: 2e-3 })).toBeLessThan(1e-3);
    tf.dispose(inputs);
  });

  it.each([...differentiable, ...forward])('keeps nothing of %s', (_, operation, shapes) => {
    const inputs = shapes.map((shape, at) => normal(shape, `${at}`));
    const buffers = (): number => tf.backend().numDataIds();
    const before = buffers();
    expect(countLeaks(() => tf.tidy(() => operation(...inputs)))).toBe(0);
    expect(buffers()).toBe(before);
    tf.dispose(inputs);
  });
});

describe('without a usable tfjs-node', () => {
  const given = process.env['GANREG_TFJS_NODE'];
  const folder = mkdtempSync(join(tmpdir(), 'ganreg-'));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (given === undefined) delete process.env['GANREG_TFJS_NODE'];
    else process.env['GANREG_TFJS_NODE'] = given;
  });

  const place = (name: string, main = ''): void => {
    const at = join(folder, 'node_modules', name);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify({ name, version: '4.22.0', main: 'index.js' }));
    writeFileSync(join(at, 'index.js'), main);
  };

  it('says what to install', async () => {
    process.env['GANREG_TFJS_NODE'] = folder;
    await expect(useEngine('tensorflow')).rejects.toMatchObject({
      code: 'engine-not-installed',
      message: expect.stringContaining('npm install @tensorflow/tfjs-node@4.22.0') as string,
    });
  });

  it('refuses one that brings its own tfjs-core, before loading it', async () => {
    process.env['GANREG_TFJS_NODE'] = folder;
    place('@tensorflow/tfjs-node', 'throw new Error("loaded")');
    for (const name of ['tfjs', 'tfjs-core', 'tfjs-layers']) place(`@tensorflow/${name}`);
    await expect(useEngine('tensorflow')).rejects.toMatchObject({ code: 'two-copies' });
  });
});
