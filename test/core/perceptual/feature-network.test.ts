import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { useEngine } from '@ganreg/numerics';
import { checkGradients } from '@ganreg/numerics/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedNetwork, openFeatureNetwork } from '../../../packages/core/src/node/features/open-feature-network.ts';
import { loadFeatureNetwork, type FeatureNetwork } from '../../../packages/core/src/perceptual/feature-network.ts';

interface Reference {
  readonly shape: [number, number, number, number];
  readonly hundredths: number[];
  readonly taps: { readonly shape: number[]; readonly mean: number; readonly first: number[] }[];
  readonly embedding: number[];
  readonly loss: number;
  readonly gradientNorm: number;
  readonly gradient: number[];
}

/** Float64 values of the same weights by PyTorch: scripts/features/reference.py. */
const reference = JSON.parse(
  readFileSync(new URL('fixtures/efficientnet-lite0.json', import.meta.url), 'utf8'),
) as Reference;
const referenceImages = () =>
  tf.tensor4d(
    reference.hundredths.map((value) => value / 100),
    reference.shape,
  );
const cosines = (map: tf.Tensor) => tf.sum(tf.mul(tf.reshape(map, [-1]), tf.cos(tf.range(0, map.size))));

describe.each(['wasm', 'cpu'] as const)('the embedded network on %s', (engine) => {
  let network: FeatureNetwork;
  beforeAll(async () => {
    await useEngine(engine);
    network = await openFeatureNetwork();
  });
  afterAll(() => network.dispose());

  it('computes what PyTorch computes', () => {
    tf.tidy(() => {
      const images = referenceImages();
      const maps = network.maps(images);
      maps.forEach((map, tap) => {
        const expected = reference.taps[tap]!;
        expect(map.shape).toEqual(expected.shape);
        expect(Math.abs(tf.mean(map).dataSync()[0]! - expected.mean)).toBeLessThan(1e-5);
        expected.first.forEach((value, i) => expect(Math.abs(map.dataSync()[i]! - value)).toBeLessThan(1e-4));
      });
      const embedding = network.embed(images);
      expect(embedding.shape).toEqual([reference.shape[0], network.dimension]);
      reference.embedding.forEach((value, i) => expect(Math.abs(embedding.dataSync()[i]! - value)).toBeLessThan(1e-4));
    });
  });

  it('has the gradient that PyTorch has', () => {
    tf.tidy(() => {
      const loss = (images: tf.Tensor4D) => tf.addN(network.maps(images).map(cosines));
      const { value, grad } = tf.valueAndGrad(loss)(referenceImages());
      expect(Math.abs(value.dataSync()[0]! / reference.loss - 1)).toBeLessThan(1e-4);
      const gradient = grad.dataSync();
      expect(Math.abs(tf.norm(grad).dataSync()[0]! / reference.gradientNorm - 1)).toBeLessThan(1e-5);
      const typical = reference.gradientNorm / Math.sqrt(gradient.length);
      reference.gradient.forEach((value_, i) =>
        expect(Math.abs(gradient[i * 173]! - value_) / typical).toBeLessThan(1e-4),
      );
    });
  });
});

describe('a feature network', () => {
  let network: FeatureNetwork;
  beforeAll(async () => {
    await useEngine('wasm');
    network = await openFeatureNetwork();
  });
  afterAll(() => network.dispose());

  it('sees a grey image as the same image in RGB', () => {
    tf.tidy(() => {
      const grey = tf.randomUniform([2, 32, 32, 1], -1, 1, 'float32', 1) as tf.Tensor4D;
      const rgb = tf.concat([grey, grey, grey], 3);
      expect(tf.max(tf.abs(tf.sub(network.embed(grey), network.embed(rgb)))).dataSync()[0]).toBeLessThan(1e-6);
    });
  });

  it('says what it cannot see', () => {
    tf.tidy(() => {
      expect(() => network.embed(tf.zeros([1, 16, 40, 3]))).toThrow('at least 32×32, not 40×16');
      expect(() => network.maps(tf.zeros([1, 32, 32, 2]))).toThrow('not 2 channels');
    });
  });

  it('is named by a hash of its content, whatever the layout of its JSON', async () => {
    const description = readFileSync(join(embeddedNetwork, 'network.json'), 'utf8');
    const weights = readFileSync(join(embeddedNetwork, 'weights.bin'));
    const compact = await loadFeatureNetwork(Buffer.from(JSON.stringify(JSON.parse(description))), weights);
    expect(compact.weightsHash).toBe(network.weightsHash);
    compact.dispose();
    const changed = await loadFeatureNetwork(Buffer.from(description), Buffer.from(weights).fill(7, 700_000, 700_001));
    expect(changed.weightsHash).not.toBe(network.weightsHash);
    changed.dispose();
  });

  it('refuses weights that do not fit, and names a folder without a network', async () => {
    const description = readFileSync(join(embeddedNetwork, 'network.json'));
    await expect(loadFeatureNetwork(description, new Uint8Array(10))).rejects.toThrow(
      '10 bytes; its layers need 900160',
    );
    await expect(openFeatureNetwork('/nowhere')).rejects.toMatchObject({
      code: 'DATA_MISSING',
      path: '/nowhere/network.json',
    });
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const second = await openFeatureNetwork();
    tf.tidy(() => void tf.grad((images) => tf.sum(second.embed(images as tf.Tensor4D)))(tf.zeros([1, 32, 32, 3])));
    second.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stays within 3 MB, with its licence beside it', () => {
    expect(readFileSync(join(embeddedNetwork, 'weights.bin')).length).toBeLessThan(3e6);
    expect(readFileSync(join(embeddedNetwork, 'LICENSE'), 'utf8')).toContain('Apache License');
    expect(network.licence).toBe('Apache-2.0');
  });
});

describe.each(['wasm', 'cpu'] as const)('every kind of layer on %s', (engine) => {
  const layers = [
    {
      op: 'convolution',
      name: 'a',
      from: ['image'],
      kernel: [3, 3, 3, 4],
      stride: 2,
      padding: 'valid',
      activation: 'none',
      bits: 8,
    },
    {
      op: 'depthwise',
      name: 'b',
      from: ['a'],
      kernel: [5, 5, 4, 1],
      stride: 2,
      padding: 'same',
      activation: 'none',
      bits: 16,
    },
    {
      op: 'depthwise',
      name: 'c',
      from: ['a'],
      kernel: [2, 2, 4, 1],
      stride: 2,
      padding: 'valid',
      activation: 'none',
      bits: 8,
    },
    {
      op: 'convolution',
      name: 'd',
      from: ['a'],
      kernel: [1, 1, 4, 4],
      stride: 2,
      padding: 'same',
      activation: 'none',
      bits: 8,
    },
    { op: 'average-pool', name: 'e', from: ['b'], size: 3, stride: 1, padding: 'same' },
    { op: 'average-pool', name: 'f', from: ['a'], size: 3, stride: 2, padding: 'valid' },
    { op: 'add', name: 'g', from: ['b', 'd'] },
    { op: 'concat', name: 'h', from: ['e', 'g'] },
  ] as const;
  const channels = [4, 4, 4, 4];
  const bytes = 4 * 3 * channels.reduce((a, b) => a + b) + 3 * 3 * 3 * 4 + 2 * 5 * 5 * 4 + 2 * 2 * 4 + 4 * 4;

  it('has a gradient that finite differences confirm, to second order where the layer is not linear', async () => {
    await useEngine(engine);
    const weights = new Uint8Array(bytes).map((_, index) => (index * 97) % 251);
    const floats = new Float32Array(weights.buffer, 0, 48);
    const scale = (i: number) => (i >= 12 && i < 24 ? 0.002 / 256 : 0.002);
    floats.forEach((_, i) => (floats[i] = i % 12 < 4 ? scale(i) : i % 12 < 8 ? -0.25 : 0.1));
    const description = {
      name: 'tiny',
      input: { scale: 1, shift: 0.2 },
      minimumSide: 4,
      layers,
      taps: ['c', 'f', 'h'],
      embedding: ['h'],
    };
    const tiny = await loadFeatureNetwork(Buffer.from(JSON.stringify(description)), weights);
    expect(tiny.dimension).toBe(8);
    const images = tf.randomNormal([2, 11, 12, 3], 0, 1, 'float32', 3);
    const energy = (x: tf.Tensor) => tf.addN(tiny.maps(x as tf.Tensor4D).map((map) => tf.sum(tf.square(map))));
    expect(checkGradients(energy, [images])).toBeLessThan(1e-3);
    expect(checkGradients(energy, [images], { order: 2 })).toBeLessThan(1e-3);
    tiny.dispose();
    images.dispose();
  });
});
