import * as tf from '@tensorflow/tfjs-core';
import { cosineDistance, useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { definePlugin, unetDecoder, type Plugin } from '@ganreg/core';
import { z } from 'zod';
import { bound, runHead } from '../../support/bound.ts';
import { exactImages, makeExact, valuesOf } from '../../support/exact.ts';
import { allPlugins, testEngine, trainerFor } from '../../support/experiment.ts';
import { probe } from '../../support/probe.ts';
import { micro16, tiny32 } from '../../support/stylegan2.ts';

beforeAll(async () => {
  await useEngine(testEngine);
});

const maps = (name: string): tf.Tensor4D => tf.tensor4d(valuesOf(name, 2 * 4 * 4 * 8), [2, 4, 4, 8]);
const distance = (one: tf.Tensor, other: tf.Tensor): number =>
  cosineDistance(one, other, { axis: 3, epsilon: 1e-8 }).dataSync()[0]!;
const pixel = (...channels: readonly number[]): tf.Tensor4D => tf.tensor4d([...channels], [1, 1, 1, channels.length]);

describe('the distance of GGDR', () => {
  it('is 0 for equal directions, 2 for opposite, 1 for orthogonal ones', () => {
    expect(distance(maps('a'), maps('a'))).toBeCloseTo(0, 6);
    expect(distance(maps('a'), tf.mul(maps('a'), 3))).toBeCloseTo(0, 6);
    expect(distance(maps('a'), tf.neg(maps('a')))).toBeCloseTo(2, 6);
    expect(distance(pixel(1, 0), pixel(0, 5))).toBeCloseTo(1, 6);
    expect(distance(pixel(1, 0), pixel(1, 1))).toBeCloseTo(0.292893, 6);
  });

  it('does not see how long the vectors are, pixel by pixel', () => {
    const lengths = tf.add(tf.abs(tf.tensor4d(valuesOf('lengths', 32), [2, 4, 4, 1])), 0.1);
    expect(distance(tf.mul(maps('a'), lengths), maps('b'))).toBeCloseTo(distance(maps('a'), maps('b')), 5);
    expect(distance(maps('a'), tf.mul(maps('b'), lengths))).toBeCloseTo(distance(maps('a'), maps('b')), 5);
  });

  it('is a mean over batch and places, not the distance of whole maps', () => {
    const [a, b] = [maps('a'), maps('b')];
    const [cos, flat] = [1 - distance(a, b), [tf.reshape(a, [2, 1, 1, -1]), tf.reshape(b, [2, 1, 1, -1])]];
    expect(Math.abs(1 - distance(flat[0]!, flat[1]!) - cos)).toBeGreaterThan(1e-3);
    const twice = (x: tf.Tensor4D): tf.Tensor => tf.concat([x, x], 0);
    expect(distance(twice(a), twice(b))).toBeCloseTo(distance(a, b), 6);
    const places = tf.unstack(tf.reshape(a, [32, 8])).map((vector, index) => {
      const other = tf.unstack(tf.reshape(b, [32, 8]))[index]!;
      return distance(pixel(...vector.dataSync()), pixel(...other.dataSync()));
    });
    expect(distance(a, b)).toBeCloseTo(places.reduce((sum, each) => sum + each, 0) / 32, 5);
  });

  it('is finite, with a finite gradient, where features are all zero', () => {
    const zero = tf.zeros<tf.Rank.R4>([1, 2, 2, 3]);
    const { value, grad } = tf.valueAndGrad((x) => cosineDistance(x, zero, { axis: 3, epsilon: 1e-8 }))(zero);
    expect(value.dataSync()[0]).toBe(1);
    expect([...grad.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

describe('GGDR in training', () => {
  it.each([
    ['micro16', micro16.model],
    ['tiny32', tiny32.model],
  ] as const)('starts near 1 on %s', async (_, model) => {
    for (const seed of [1, 2, 3]) {
      const trainer = await trainerFor({ model, seed, train: { steps: 1, batch: 8 }, plugins: ['ggdr'] });
      const { numbers } = await trainer.advance();
      expect(Math.abs(numbers['ggdr/features']! - 1)).toBeLessThan(0.17);
      trainer.dispose();
    }
  });

  it('predicts features moved as the images were: mirroring both is the distance of mirrored features', async () => {
    const mirror: Plugin = definePlugin({
      name: 'mirror',
      version: '0.1.0',
      about: 'Mirrors every image',
      options: z.strictObject({ features: z.boolean().default(true) }),
      terms: {},
      setup: ({ options }) => ({
        augment: (images) => ({
          images: tf.reverse(images, 2),
          ...(options.features ? { geometry: (each: tf.Tensor4D) => tf.reverse(each, 2) } : {}),
        }),
      }),
    });
    const latents = tf.tensor2d(valuesOf('latents', 64), [4, 16]);
    const term = async (features: boolean): Promise<number> => {
      const trainer = await trainerFor(
        {
          ...micro16,
          train: { steps: 1, batch: 4, ema: false },
          plugins: ['probe', { use: 'mirror', with: { features } }, { use: 'ggdr', with: { resolution: 8 } }],
        },
        {
          plugins: [...allPlugins, mirror, probe(() => tf.clone(latents)).plugin],
          data: exactImages('reals', 4, 16, 3),
        },
      );
      makeExact(trainer);
      const { numbers } = await trainer.advance();
      trainer.dispose();
      return numbers['ggdr/features']!;
    };
    const { model, generator, discriminator } = await bound(micro16.model);
    const fake = generator.synthesize(generator.map(latents));
    const { features } = discriminator.judge(tf.reverse(fake.images, 2));
    const predicted = runHead(unetDecoder({ to: 8 }), model, features).at(8);
    expect(await term(true)).toBeCloseTo(distance(predicted, tf.reverse(fake.features.at(8), 2)), 5);
    expect(await term(false)).toBeCloseTo(distance(predicted, fake.features.at(8)), 5);
    expect(Math.abs((await term(true)) - (await term(false)))).toBeGreaterThan(1e-3);
  });
});
