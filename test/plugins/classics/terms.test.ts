import type { ExperimentInput } from '@ganreg/core';
import { adversarialLoss } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';
import * as classics from '@ganreg/plugin-classics';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { micro, planFor, testEngine, trainerFor } from '../../support/experiment.ts';
import { lineTrainer, type Points } from '../../support/line.ts';

type Uses = NonNullable<ExperimentInput['plugins']>;

/** One step on the line with G(z) = a·z + b and D(x) = w·x + c at a 1, b 0, c 0. */
const onTheLine = async (plugins: Uses, w: number, points: Points): Promise<Readonly<Record<string, number>>> => {
  const trainer = await lineTrainer(
    { loss: 'wgan', plugins },
    Object.values(classics),
    { a: 1, b: 0, w, c: 0 },
    points,
  );
  const { numbers } = await trainer.advance();
  trainer.dispose();
  return numbers;
};
const points = { reals: [1, 2, -0.5, 0.25], latents: [0.3, -1.2, 0.8, 2] };

describe('gradient penalties of a linear discriminator', () => {
  it.each([0.4, -3])('of slope %d: R1 is half the squared slope, WGAN-GP (|slope| − 1)²', async (w) => {
    const numbers = await onTheLine(['r1', 'wgan-gp'], w, points);
    expect(numbers['r1/penalty']).toBeCloseTo(w ** 2 / 2, 5);
    expect(numbers['wgan-gp/penalty']).toBeCloseTo((Math.abs(w) - 1) ** 2, 4);
  });

  it('have the weights of their papers', async () => {
    const { terms } = await planFor({ ...micro, plugins: ['wgan-gp', 'lecam', 'bcr', 'cr', 'zcr'] });
    expect(Object.fromEntries(terms.map(({ key, weight }) => [key, weight.at(0)]))).toEqual({
      'bcr/fake': 10,
      'bcr/real': 10,
      'cr/real': 10,
      'lecam/penalty': 0.3,
      'wgan-gp/penalty': 10,
      'zcr/discriminator': 20,
      'zcr/generator': 0.5,
    });
  });

  it('refuse a discriminator that normalises over the batch', async () => {
    const model = { use: 'dcgan', batchNorm: 'both' };
    await expect(planFor({ ...micro, model, plugins: ['wgan-gp'] })).rejects.toMatchObject({
      code: 'PLAN_UNSUPPORTED',
    });
  });
});

describe('LeCam', () => {
  it('with both anchors at 0 is 2.5 for reals of 1, −1 and fakes of −2, 0.5', async () => {
    // The anchors start at the first batch's own means, 0 and −0.75, so the oracle's zeros need batches of mean zero first.
    const batches: readonly Points[] = [
      { reals: [1, -1], latents: [1, -1] },
      { reals: [1, -1], latents: [-2, 0.5] },
    ];
    let step = 0;
    const trainer = await lineTrainer(
      { loss: 'wgan', plugins: [{ use: 'lecam', with: { decay: 0.999_999 } }] },
      Object.values(classics),
      { a: 1, b: 0, w: 1, c: 0 },
      () => batches[step] ?? { reals: [0, 0], latents: [0, 0] },
    );
    await trainer.advance();
    step = 1;
    const { generator, discriminator } = trainer.context.networks;
    tf.tidy(() => {
      generator.parameters.get('a')?.assign(tf.ones([1, 1]));
      generator.parameters.get('b')?.assign(tf.zeros([1]));
      discriminator.parameters.get('w')?.assign(tf.ones([1, 1]));
      discriminator.parameters.get('c')?.assign(tf.zeros([1]));
    });
    const { numbers } = await trainer.advance();
    trainer.dispose();
    console.log(`LeCam: ${numbers['lecam/penalty']?.toFixed(5)}, by hand 2.5`);
    expect(numbers['lecam/anchor/real']).toBeCloseTo(0, 5);
    expect(numbers['lecam/penalty']).toBeCloseTo(2.5, 4);
  });

  it('moves its anchors before it uses them', async () => {
    const numbers = await onTheLine(['lecam'], 1, { reals: [1, 3], latents: [-2, 0] });
    expect(numbers['lecam/anchor/real']).toBeCloseTo(2, 6);
    expect(numbers['lecam/anchor/fake']).toBeCloseTo(-1, 6);
    // E relu(s(x) + 1)² + E relu(2 − s(g))² = (4 + 16)/2 + (16 + 4)/2.
    expect(numbers['lecam/penalty']).toBeCloseTo(20, 4);
  });
});

describe('consistency', () => {
  it('of an image without structure costs nothing', async () => {
    const numbers = await onTheLine(['cr', 'bcr'], 1, points);
    // A single pixel has nowhere to go.
    expect([numbers['cr/real'], numbers['bcr/real'], numbers['bcr/fake']]).toEqual([0, 0, 0]);
  });

  it('of other images costs something, of the same reals the same in cr and bcr alone', async () => {
    const trainer = await trainerFor({ ...micro, plugins: ['bcr', 'cr', 'zcr'] });
    const { numbers } = await trainer.advance();
    trainer.dispose();
    for (const term of ['cr/real', 'bcr/real', 'bcr/fake', 'zcr/discriminator'])
      expect(numbers[term]).toBeGreaterThan(0);
    expect(numbers['zcr/generator']).toBeLessThan(0);
  });

  it('in latents is off by σ² of each: G(z) = z, D(x) = x', async () => {
    const many = { reals: points.reals, latents: points.latents };
    let [sum, steps] = [0, 0];
    const trainer = await lineTrainer(
      { loss: 'wgan', plugins: ['zcr'] },
      Object.values(classics),
      { a: 1, b: 0, w: 1, c: 0 },
      many,
    );
    for (; steps < 100; steps += 1) sum += (await trainer.advance()).numbers['zcr/discriminator'] ?? Number.NaN;
    trainer.dispose();
    // The networks move a little on the way.
    expect(sum / steps / 0.05 ** 2).toBeCloseTo(1, 0);
  });
});

describe('the relativistic loss', () => {
  const losses = async () => {
    await useEngine(testEngine);
    const logits = tf.tensor2d([0.7, 0.7, 0.7, 0.7], [4, 1]);
    const value = (scalar: tf.Scalar): number => scalar.dataSync()[0] ?? Number.NaN;
    return { logits, value };
  };

  it('of equal scores is 2 ln 2 for both players', async () => {
    const { logits, value } = await losses();
    const loss = adversarialLoss(tf, 'relativistic');
    expect(value(loss.discriminator({ real: logits, fake: logits }))).toBeCloseTo(2 * Math.LN2, 6);
    expect(value(loss.generator(logits, () => logits))).toBeCloseTo(2 * Math.LN2, 6);
  });

  it('exchanges the players’ roles when reals and fakes are exchanged, and sees only differences', async () => {
    const { value } = await losses();
    const [real, fake] = [tf.tensor2d([1, -2, 0.5], [3, 1]), tf.tensor2d([0.3, 0.1, -1], [3, 1])];
    for (const name of ['relativistic', 'relativistic-hinge'] as const) {
      const loss = adversarialLoss(tf, name);
      expect(value(loss.generator(fake, () => real))).toBeCloseTo(
        value(loss.discriminator({ real: fake, fake: real })),
        6,
      );
      const moved = { real: tf.add<tf.Tensor2D>(real, 5), fake: tf.add<tf.Tensor2D>(fake, 5) };
      expect(value(loss.discriminator(moved))).toBeCloseTo(value(loss.discriminator({ real, fake })), 5);
    }
  });

  it.each(['relativistic', 'relativistic-hinge'] as const)('%s trains, also with all four methods', async (loss) => {
    const trainer = await trainerFor({ ...micro, loss, plugins: ['glead', 'ggdr', 'adaptivemix', 'advas'] });
    for (let step = 0; step < 3; step += 1) {
      const { numbers } = await trainer.advance();
      expect(Object.values(numbers).every(Number.isFinite)).toBe(true);
    }
    trainer.dispose();
  });

  it('has no parts to ask for', () => {
    expect(adversarialLoss(tf, 'relativistic').part).toBeUndefined();
    expect(adversarialLoss(tf, 'hinge').part).toBeTypeOf('function');
  });
});
