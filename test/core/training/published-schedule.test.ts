import * as tf from '@tensorflow/tfjs-core';
import { useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { retention } from '../../../packages/core/src/training/average.ts';
import { Adam } from '@ganreg/core/training';
import { hashOf, testEngine, trainerFor } from '../../support/experiment.ts';
import { micro16 } from '../../support/stylegan2.ts';

/** Karras et al. 2020, appendix B, as the published code runs it. */
const optimizer = { learningRate: 0.0025, beta1: 0, beta2: 0.99, epsilon: 1e-8, lazyCorrection: true };

/** Learning rate and β₂ of an optimizer with β₁ = 0, read off two updates with gradients 1 and 2. */
const behaviour = (adam: Adam): { readonly rate: number; readonly beta2: number } => {
  const variable = tf.variable(tf.scalar(0));
  const place = (): number => variable.dataSync()[0] ?? Number.NaN;
  const move = (gradient: number): number => {
    const before = place();
    tf.tidy(() => adam.apply(new Map([['x', variable]]), new Map([['x', tf.scalar(gradient)]])));
    return before - place();
  };
  const rate = move(1);
  // the second update is rate · 2 / √((β₂ + 4)/(1 + β₂))
  const share = ((2 * rate) / move(2)) ** 2;
  adam.dispose();
  variable.dispose();
  return { rate, beta2: (4 - share) / (share - 1) };
};

beforeAll(async () => {
  await useEngine(testEngine);
});

describe('the lazy correction', () => {
  it.each([
    ['generator, every 4', 4, 0.002, 0.991992],
    ['discriminator, every 16', 16, 0.00235294, 0.990585],
    ['neither', undefined, 0.0025, 0.99],
  ])('of the %s step has the published constants', (_, interval, rate, beta2) => {
    const own = behaviour(new Adam(optimizer, interval));
    expect(own.rate).toBeCloseTo(rate, 7);
    expect(own.beta2).toBeCloseTo(beta2, 4);
  });

  it('takes the interval of each player’s terms with a step of their own', async () => {
    const trainer = await trainerFor({
      ...micro16,
      train: { steps: 10, batch: 4, order: 'generator-first', optimizer },
      plugins: [{ use: 'r1', with: { phase: 'own' } }, 'path-length'],
    });
    const { generator, discriminator } = trainer.context.networks;
    // neither penalty depends on these: one update each, whose length is the learning rate
    const [own, other] = [generator.parameters.get('16/image/bias')!, discriminator.parameters.get('logit/bias')!];
    const [before, beforeOther] = [own.dataSync()[0]!, other.dataSync()[0]!];
    await trainer.advance();
    expect(Math.abs(own.dataSync()[0]! - before)).toBeCloseTo(0.002, 6);
    expect(Math.abs(other.dataSync()[0]! - beforeOther)).toBeCloseTo(0.00235294, 6);
    trainer.dispose();
  });
});

describe('the generator average', () => {
  it('keeps 0.5^(images per step / half-life) of itself', () => {
    const plan = { emaImages: 20_000, emaRampUp: undefined, imagesPerStep: 64 };
    expect(retention(plan, 0)).toBeCloseTo(0.5 ** (64 / 20_000), 12);
  });

  it('ramps its half-life up with the images seen before the step', () => {
    const plan = { emaImages: 10_000, emaRampUp: 0.05, imagesPerStep: 32 };
    expect(retention(plan, 0)).toBe(0);
    expect(retention(plan, 100)).toBeCloseTo(0.5 ** (32 / 160), 12);
    expect(retention(plan, 1_000_000)).toBeCloseTo(0.5 ** (32 / 10_000), 12);
  });

  it('with a ramp is the generator itself after the first step, and not after the second', async () => {
    const trainer = await trainerFor({
      ...micro16,
      train: { steps: 10, batch: 4, ema: { halfLife: '1k', rampUp: 0.5 } },
    });
    const same = async (): Promise<boolean> => {
      const { tensors } = await trainer.state.take();
      return [...tensors]
        .filter(([name]) => name.startsWith('average/'))
        .every(([name, { values }]) =>
          Buffer.from(values.buffer).equals(
            Buffer.from(tensors.get(name.replace('average', 'generator'))!.values.buffer),
          ),
        );
    };
    await trainer.advance();
    expect(await same()).toBe(true);
    await trainer.advance();
    expect(await same()).toBe(false);
    trainer.dispose();
  });

  it('without a ramp differs from one with a ramp', async () => {
    const hash = async (ema: object | string): Promise<string> => {
      const trainer = await trainerFor({ ...micro16, train: { steps: 10, batch: 4, ema } as never });
      await trainer.advance();
      const found = await hashOf(trainer, /^average\//u);
      trainer.dispose();
      return found;
    };
    expect(await hash({ halfLife: '1k' })).toBe(await hash('1k'));
    expect(await hash({ halfLife: '1k', rampUp: 0.05 })).not.toBe(await hash('1k'));
  });
});
