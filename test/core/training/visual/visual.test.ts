import * as tf from '@tensorflow/tfjs-core';
import { averageDown, useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Discriminator } from '@ganreg/core';
import { attentionMaps, attentionOverlay, reconstruct, reconstructionRows } from '@ganreg/core/training';
import { difference } from '../../../support/bound.ts';
import { exactImages, makeExact, octetsOf, valuesOf } from '../../../support/exact.ts';
import { pixels, testEngine, trainerFor } from '../../../support/experiment.ts';
import { micro16 } from '../../../support/stylegan2.ts';

beforeAll(async () => {
  await useEngine(testEngine);
});

const at = { resolution: 8 };

describe('attention', () => {
  /** Its score is a weighted sum of 2×2 means, so that every slope is known. */
  const weights = [3, -1, 0.5, 2, -4, 1, 0, 2];
  const linear: Discriminator = {
    judge: (images) => {
      const map = averageDown(images, 2);
      const logits = tf.reshape(
        tf.sum(tf.mul(map, tf.tensor4d(weights, [1, 2, 2, 2])), [1, 2, 3]),
        [-1, 1],
      ) as tf.Tensor2D;
      return { logits, features: { resolutions: [2], at: () => map }, embedding: map };
    },
    score: () => tf.zeros([1, 1]),
    conclude: () => tf.zeros([1, 1]),
  };
  const images = (): tf.Tensor4D => tf.tensor4d(valuesOf('images', 64), [2, 4, 4, 2]);

  it('is the positive part of features weighted by mean slopes, scaled to 1', () => {
    const maps = attentionMaps(linear, images(), 2);
    expect(maps.shape).toEqual([2, 2, 2, 1]);
    // mean over places of the weights of each channel
    const importance = [(3 + 0.5 - 4 + 0) / 4, (-1 + 2 + 1 + 2) / 4];
    const features = averageDown(images(), 2).dataSync();
    for (let image = 0; image < 2; image += 1) {
      const raw = Array.from({ length: 4 }, (_, place) =>
        Math.max(
          0,
          importance.reduce((sum, each, channel) => sum + each * features[image * 8 + place * 2 + channel]!, 0),
        ),
      );
      const largest = Math.max(...raw);
      expect(largest).toBeGreaterThan(0);
      for (const [place, value] of raw.entries())
        expect(maps.dataSync()[image * 4 + place]).toBeCloseTo(value / largest, 5);
    }
  });

  it('of a trained discriminator has a map for every image at every side it has, and leaves nothing behind', async () => {
    const trainer = await trainerFor({ ...micro16, train: { steps: 1, batch: 4 } });
    const { discriminator } = trainer.context;
    const shown = tf.tensor4d(valuesOf('shown', 3 * 768), [3, 16, 16, 3]);
    attentionMaps(discriminator, shown, 8).dispose();
    const before = tf.memory().numTensors;
    for (const side of [4, 8]) {
      const maps = attentionMaps(discriminator, shown, side);
      expect(maps.shape).toEqual([3, side, side, 1]);
      const overlay = attentionOverlay(shown, maps);
      expect(overlay.shape).toEqual([3, 16, 16, 3]);
      const [low, high] = [tf.min(overlay).dataSync()[0]!, tf.max(overlay).dataSync()[0]!];
      expect(low >= -1 && high <= 1).toBe(true);
      tf.dispose([maps, overlay]);
    }
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 4);
    expect(() => attentionMaps(discriminator, shown, 16)).toThrow('16');
    trainer.dispose();
  });

  it('is painted over grey images, too', () => {
    const maps = tf.tensor4d([0, 0.5, 0.5, 1], [1, 2, 2, 1]);
    const overlay = attentionOverlay(tf.zeros([1, 4, 4, 1]), maps, 1);
    const corner = (row: number, column: number) =>
      [...tf.slice4d(overlay, [0, row, column, 0], [1, 1, 1, 3]).dataSync()].map(Math.round);
    expect(corner(0, 0)).toEqual([-1, -1, 0]);
    expect(corner(3, 3)).toEqual([0, -1, -1]);
  });
});

describe('reconstructions', () => {
  it('are what GLeaD’s loss compares', async () => {
    const trainer = await trainerFor(
      { ...micro16, train: { steps: 1, batch: 4, ema: false }, plugins: [{ use: 'glead', with: at }] },
      { data: exactImages('reals', 4, 16, 3) },
    );
    makeExact(trainer);
    const bytes = tf.tensor4d(octetsOf('reals', 4 * 768), [4, 16, 16, 3], 'float32');
    const reals = tf.sub<tf.Tensor4D>(tf.div(bytes, 127.5), 1);
    const before = tf.memory().numTensors;
    const redrawn = reconstruct(trainer.context, reals);
    expect(tf.memory().numTensors).toBe(before + 1);
    const { numbers } = await trainer.advance();
    expect(pixels.distance(reals, redrawn).dataSync()[0]! / numbers['glead/real']!).toBeCloseTo(1, 4);
    const rows = reconstructionRows(trainer.context, reals, redrawn);
    expect(rows.shape).toEqual([16, 16, 16, 3]);
    expect(difference(tf.slice4d(rows, [0, 0, 0, 0], [4, 16, 16, 3]), reals)).toBe(0);
    trainer.dispose();
  });

  it.each([
    ['stylegan2 from the style alone', micro16.model, { resolution: 1 }],
    ['dcgan', { use: 'dcgan', resolution: 16, channels: 3, width: 8 }, {}],
  ])('exist for %s', async (_, model, options) => {
    const trainer = await trainerFor({
      model,
      train: { steps: 1, batch: 4 },
      plugins: [{ use: 'glead', with: options }],
    });
    await trainer.advance();
    const redrawn = reconstruct(trainer.context, tf.zeros([4, 16, 16, 3]));
    expect(redrawn.shape).toEqual([4, 16, 16, 3]);
    trainer.dispose();
  });

  it('need a plugin that trains their heads', async () => {
    const trainer = await trainerFor({ ...micro16, train: { steps: 1, batch: 4 }, plugins: ['ggdr'] });
    expect(() => reconstruct(trainer.context, tf.zeros([4, 16, 16, 3]))).toThrow('generator-features');
    trainer.dispose();
  });
});
