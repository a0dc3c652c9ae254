import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '@ganreg/core';
import { discriminatorHalf } from '../../../packages/core/src/training/discriminator-half.ts';
import { trainerFor } from '../../support/experiment.ts';
import { micro16, tiny32 } from '../../support/stylegan2.ts';

const at = { resolution: 8 };

/** The discriminator alone learns on fresh fakes of a generator that stays as it started. */
const learn = async (
  model: object,
  batch: number,
  plugins: NonNullable<ExperimentInput['plugins']>,
  steps: number,
): Promise<{ readonly reconstruction: number; readonly cosine: number }> => {
  const trainer = await trainerFor({
    model: { ...model, noise: 'none' } as never,
    train: {
      steps: 1000,
      batch,
      ema: false,
      optimizer: { discriminator: { learningRate: 0.00235, beta1: 0, beta2: 0.9906 } },
    },
    plugins,
  });
  const { generator, logs } = trainer.context;
  const variance = tf.tidy(
    () => tf.moments(generator.synthesize(generator.map(trainer.latents(64))).images).variance.dataSync()[0]!,
  );
  let numbers: Readonly<Record<string, number>> = {};
  for (let step = 0; step <= steps; step += 1) {
    discriminatorHalf(trainer.context, step, 0);
    ({ numbers } = await logs.read());
  }
  trainer.dispose();
  return { reconstruction: numbers['glead/fake']! / variance, cosine: numbers['ggdr/features']! };
};

describe('the discriminator learns', { timeout: 600_000 }, () => {
  it('to have fakes redrawn, on micro16 within 100 of the 200 steps stated', async () => {
    const plugins = [{ use: 'glead', weight: { real: 0, fake: 10 }, with: at }];
    expect((await learn(micro16.model, 8, plugins, 100)).reconstruction).toBeLessThan(0.5);
  });

  it('what the generator’s features are, on micro16 within 200 steps', async () => {
    expect((await learn(micro16.model, 8, [{ use: 'ggdr', with: at }], 200)).cosine).toBeLessThan(0.5);
  });

  it('either on tiny32 within 15 of the 50 steps stated', async () => {
    const redrawn = await learn(tiny32.model, 16, [{ use: 'glead', weight: { real: 0, fake: 10 }, with: at }], 15);
    expect(redrawn.reconstruction).toBeLessThan(0.5);
    const predicted = await learn(tiny32.model, 16, [{ use: 'ggdr', with: at }], 15);
    expect(predicted.cosine).toBeLessThan(0.7);
  });
});
