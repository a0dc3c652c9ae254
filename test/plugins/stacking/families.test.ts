import type { ExperimentInput } from '@ganreg/core';
import adaptivemix from '@ganreg/plugin-adaptivemix';
import { apa } from '@ganreg/plugin-classics';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { trainerFor } from '../../support/experiment.ts';
import { lineTrainer } from '../../support/line.ts';
import { familyNames, microOf } from '../../support/micro-families.ts';

const mixed: NonNullable<ExperimentInput['plugins']> = [
  { use: 'adaptivemix', with: { mode: 'mixed-logits' } },
  { use: 'r1', every: 2, with: { phase: 'own', logits: 'mixed' } },
  'ggdr',
  'advas',
];

describe.each(familyNames)('on %s', (family) => {
  it('everything behind the smallest features gives the logits again', async () => {
    const trainer = await trainerFor(microOf(family));
    const { discriminator } = trainer.context;
    const { resolution, channels, discriminator: described } = trainer.plan.model;
    const difference = tf.tidy(() => {
      const images = tf.randomUniform<tf.Rank.R4>([4, resolution, resolution, channels], -1, 1, 'float32', 7);
      const { logits, features } = discriminator.judge(images);
      const again = discriminator.conclude(features.at(Math.min(...described.taps.keys())));
      return tf.max(tf.abs(tf.sub(logits, again))).dataSync()[0];
    });
    trainer.dispose();
    expect(difference).toBe(0);
  });

  it('mixed logits train beside R1 on them, GGDR and AdvAs', async () => {
    const trainer = await trainerFor({ ...microOf(family), plugins: mixed });
    const seen: Record<string, number> = {};
    for (let step = 0; step < 3; step += 1) Object.assign(seen, (await trainer.advance()).numbers);
    trainer.dispose();
    expect(Object.entries(seen).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
    expect(Object.keys(seen)).toEqual(
      expect.arrayContaining(['adaptivemix/generator', 'r1/penalty', 'ggdr/features', 'advas/r']),
    );
  });
});

describe('APA before AdaptiveMix', () => {
  it('replaces reals first: what is mixed as reals are the fakes', async () => {
    // Reals are +1, fakes −1; from the second step on every real is replaced.
    const trainer = await lineTrainer(
      {
        loss: 'wgan',
        train: { optimizer: { learningRate: 1e-12, beta1: 0.5, beta2: 0.99, epsilon: 1e-8 } },
        plugins: [
          { use: 'adaptivemix', with: { sigma: 0 } },
          { use: 'apa', with: { interval: 1, images: 1, target: -1 } },
        ],
      },
      [adaptivemix, apa],
      { a: 0, b: -1, w: 1, c: 0 },
      { reals: [1, 1, 1, 1], latents: [0, 0, 0, 0] },
    );
    const scores = [];
    for (let step = 0; step < 3; step += 1) scores.push((await trainer.advance()).numbers['score/real']);
    trainer.dispose();
    expect(scores[0]).toBeCloseTo(1, 5);
    expect(scores[2]).toBeCloseTo(-1, 5);
  });
});
