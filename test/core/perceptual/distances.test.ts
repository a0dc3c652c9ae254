import * as tf from '@tensorflow/tfjs-core';
import { useEngine } from '@ganreg/numerics';
import { checkGradients } from '@ganreg/numerics/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFloats } from '../../../packages/core/src/data/quantise.ts';
import { openEmbedded } from '../../../packages/core/src/node/data/open-embedded.ts';
import { openFeatureNetwork } from '../../../packages/core/src/node/features/open-feature-network.ts';
import { featureDistance } from '../../../packages/core/src/perceptual/feature-distance.ts';
import { pixelDistance } from '../../../packages/core/src/perceptual/pixel-distance.ts';
import type { PerceptualDistance } from '../../../packages/core/src/perceptual/types.ts';

const scalar = (tensor: tf.Tensor) => tensor.dataSync()[0]!;

describe.each(['wasm', 'cpu'] as const)('distances on %s', (engine) => {
  const distances: Record<string, PerceptualDistance> = {};
  let a: tf.Tensor4D;
  let b: tf.Tensor4D;
  beforeAll(async () => {
    await useEngine(engine);
    distances['pixels'] = pixelDistance();
    distances['features'] = featureDistance(await openFeatureNetwork(), engine === 'cpu' ? { seenSide: 32 } : {});
    const shape: [number, number, number, number] = [2, 8, 8, 3];
    a = tf.randomUniform(shape, -1, 1, 'float32', 1);
    b = tf.randomUniform(shape, -1, 1, 'float32', 2);
  });
  afterAll(() => {
    tf.dispose([a, b]);
    for (const distance of Object.values(distances)) distance.dispose();
  });

  describe.each(['pixels', 'features'])('%s', (name) => {
    const distance = (left: tf.Tensor4D, right: tf.Tensor4D) =>
      tf.tidy(() => scalar(distances[name]!.distance(left, right)));

    it('are zero for equal images, positive for others, and symmetric', () => {
      expect(distance(a, a)).toBe(0);
      expect(distance(a, b)).toBeGreaterThan(0.1);
      expect(distance(a, b)).toBeCloseTo(distance(b, a), 6);
    });

    it('are means over the batch: copies and order change nothing', () => {
      tf.tidy(() => {
        const expected = distance(a, b);
        expect(distance(tf.concat([a, a]), tf.concat([b, b]))).toBeCloseTo(expected, 5);
        expect(distance(tf.reverse(a, 0), tf.reverse(b, 0))).toBeCloseTo(expected, 5);
        const each = [0, 1].map((i) => distance(tf.slice(a, i, 1), tf.slice(b, i, 1)));
        expect((each[0]! + each[1]!) / 2).toBeCloseTo(expected, 5);
      });
    });

    it('have gradients in both images that finite differences confirm', () => {
      // ReLU6 has kinks, which differences step over: small steps, and a bound above their noise.
      const f = (left: tf.Tensor, right: tf.Tensor) =>
        distances[name]!.distance(left as tf.Tensor4D, right as tf.Tensor4D);
      expect(
        checkGradients(f as (...inputs: tf.Tensor[]) => tf.Tensor, [a, b], {
          step: 1e-3,
          directions: engine === 'cpu' ? 1 : 2,
        }),
      ).toBeLessThan(2e-2);
    });

    it('have no gradient and no cost where images agree', () => {
      tf.tidy(() => {
        const gradient = tf.grad((x) => distances[name]!.distance(x as tf.Tensor4D, a))(a);
        expect(scalar(tf.norm(gradient))).toBe(0);
      });
    });

    it('leave no tensor behind', () => {
      const before = tf.memory().numTensors;
      distances[name]!.distance(a, b).dispose();
      tf.grad((x) => distances[name]!.distance(x as tf.Tensor4D, b))(a).dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});

describe('the pixel distance', () => {
  it('is the mean squared error, for images and for points', () => {
    tf.tidy(() => {
      const { distance } = pixelDistance();
      expect(scalar(distance(tf.ones([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1])))).toBe(1);
      expect(scalar(distance(tf.tensor4d([3, 0], [1, 1, 1, 2]), tf.tensor4d([0, 1], [1, 1, 1, 2])))).toBe(5);
    });
  });
});

describe('the feature distance', () => {
  let images: tf.Tensor4D;
  let other: tf.Tensor4D;
  let features: PerceptualDistance;
  const at = (left: tf.Tensor4D, right: tf.Tensor4D) => scalar(features.distance(left, right));
  beforeAll(async () => {
    await useEngine('wasm');
    features = featureDistance(await openFeatureNetwork(), { pixelWeight: 0 });
    const set = await openEmbedded('test');
    const batch = (start: number) =>
      tf.tensor4d(toFloats(Buffer.concat([...Array(8).keys()].map((i) => set.image(start + i)))), [8, 28, 28, 1]);
    [images, other] = [batch(0), batch(8)];
  });
  afterAll(() => {
    tf.dispose([images, other]);
    features.dispose();
  });

  it('grows with blur, shift and noise, and is largest for other images', () => {
    tf.tidy(() => {
      const blur = (size: number): tf.Tensor4D => tf.avgPool(images, size, 1, 'same');
      const shift = (by: number): tf.Tensor4D =>
        tf.pad(
          tf.slice(images, [0, 0, 0, 0], [8, 28, 28 - by, 1]),
          [
            [0, 0],
            [0, 0],
            [by, 0],
            [0, 0],
          ],
          -1,
        );
      const noisy = (sigma: number): tf.Tensor4D =>
        tf.add(images, tf.randomNormal(images.shape, 0, sigma, 'float32', 4));
      const unrelated = at(images, other);
      for (const spoil of [
        [blur(2), blur(3), blur(5)],
        [shift(1), shift(2), shift(4)],
        [noisy(0.03), noisy(0.1), noisy(0.3)],
      ]) {
        const [little, more, most] = spoil.map((spoilt) => at(images, spoilt)) as [number, number, number];
        expect(little).toBeLessThan(more);
        expect(more).toBeLessThan(most);
      }
      expect(at(images, shift(1))).toBeLessThan(unrelated / 2);
      expect(at(images, tf.add(images, 0.1))).toBeLessThan(unrelated / 4);
    });
  });

  it('adds the pixel term with its weight', async () => {
    const both = featureDistance(await openFeatureNetwork(), { featureWeight: 0.5, pixelWeight: 3 });
    tf.tidy(() => {
      const expected = (0.5 / 0.25) * at(images, other) + 3 * scalar(pixelDistance().distance(images, other));
      expect(scalar(both.distance(images, other))).toBeCloseTo(expected, 4);
    });
    expect(both.description).toMatch(/^0.5 × LPIPS-style .* \+ 3 × mean squared error$/);
    both.dispose();
  });

  it('does not change when all activations of a tap are scaled', async () => {
    const network = await openFeatureNetwork();
    const scaled = featureDistance(
      { ...network, maps: (x) => network.maps(x).map((map, tap) => tf.mul(map, 10 ** tap)) },
      { pixelWeight: 0 },
    );
    tf.tidy(() => {
      expect(scalar(scaled.distance(images, other))).toBeCloseTo(at(images, other), 4);
    });
    scaled.dispose();
  });

  it('refuses points and says what to use instead', () => {
    tf.tidy(() => {
      const points = tf.zeros<tf.Rank.R4>([4, 1, 1, 2]);
      expect(() => features.distance(points, points)).toThrow(/at least 8×8, not 1×1: use the pixel distance/);
    });
  });

  it('knows its cost, which enlarging makes independent of a small side', () => {
    expect(features.macsPerImage(32)).toBe(features.macsPerImage(64));
    expect(features.macsPerImage(128)).toBe(4 * features.macsPerImage(64));
    expect(features.macsPerImage(64)).toBeGreaterThan(1e7);
    expect(pixelDistance().macsPerImage(64)).toBe(0);
  });
});
