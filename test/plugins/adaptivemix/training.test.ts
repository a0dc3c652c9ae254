import { GanregError } from '@ganreg/core';
import { countKernels } from '@ganreg/numerics/testing';
import adaptivemix from '@ganreg/plugin-adaptivemix';
import { r1 } from '@ganreg/plugin-classics';
import { describe, expect, it } from 'vitest';
import { allPlugins, micro, planFor, trainerFor } from '../../support/experiment.ts';
import { lineTrainer } from '../../support/line.ts';
import { probe } from '../../support/probe.ts';

const mixedLogits = { use: 'adaptivemix', with: { mode: 'mixed-logits' } } as const;
const differences = { differentiation: 'finite-difference' } as const;
const start = { a: 0.7, b: -0.3, w: 0.4, c: 0.1 };
const points = { reals: [1, 2, -0.5, 0.25], latents: [0.3, -1.2, 0.8, 2] };

describe('mixed logits', () => {
  it('of an affine discriminator are twice the mixture of the clean ones', async () => {
    const loss = async (plugins: NonNullable<Parameters<typeof lineTrainer>[0]['plugins']>): Promise<number> => {
      const trainer = await lineTrainer({ loss: 'wgan', plugins }, [adaptivemix], start, points);
      const { numbers } = await trainer.advance();
      trainer.dispose();
      return numbers['loss/discriminator'] ?? Number.NaN;
    };
    const [clean, mixed] = [await loss([]), await loss([mixedLogits])];
    // Partners are a permutation: the mean over the batch does not see λ.
    expect(clean).toBeCloseTo(0.4 * (0.7 * 0.475 - 0.3 - 0.6875), 5);
    expect(mixed).toBeCloseTo(2 * clean, 5);
  });

  it.each([
    ['clean', 0.5 * 0.4 ** 2],
    ['mixed', 0.5 * 4 * 0.4 ** 2],
  ] as const)(
    'R1 of the %s logits of an affine discriminator is γ/2 times the squared slope',
    async (logits, penalty) => {
      const plugins = [mixedLogits, { use: 'r1', with: { logits } }];
      const trainer = await lineTrainer({ loss: 'wgan', plugins }, [adaptivemix, r1], start, points);
      const { numbers } = await trainer.advance();
      trainer.dispose();
      expect(numbers['r1/penalty']).toBeCloseTo(penalty, 6);
    },
  );

  it('leave the verdict clean: scores are logged as without the plugin', async () => {
    const scores = async (plugins: readonly (typeof mixedLogits)[]): Promise<readonly unknown[]> => {
      const trainer = await trainerFor({ ...micro, plugins: [...plugins] });
      const { numbers } = await trainer.advance();
      trainer.dispose();
      return [numbers['score/real'], numbers['score/fake']];
    };
    expect(await scores([mixedLogits])).toEqual(await scores([]));
  });

  it('have one owner', async () => {
    const plugins = [mixedLogits, { ...mixedLogits, id: 'second' }];
    await expect(planFor({ ...micro, plugins })).rejects.toMatchObject({ code: 'PLAN_EXCLUSIVE' });
  });

  it('are made of the smallest features alone', async () => {
    const plugins = [{ use: 'adaptivemix', with: { mode: 'mixed-logits', resolution: 4 } }];
    await expect(planFor({ ...micro, plugins })).rejects.toBeInstanceOf(GanregError);
  });
});

describe('the regularizer', () => {
  it('by default is not the generator’s, and refuses a weight for it', async () => {
    const plan = await planFor({ ...micro, plugins: ['adaptivemix'] });
    expect(plan.terms.map(({ key, declaration }) => `${key}: ${declaration.player}`)).toEqual([
      'adaptivemix/fake: discriminator',
      'adaptivemix/real: discriminator',
    ]);
    const wrong = { ...micro, plugins: [{ use: 'adaptivemix', weight: { generator: 1 } }] };
    await expect(planFor(wrong)).rejects.toMatchObject({ code: 'PLAN_UNKNOWN_TERM' });
    const asked = await planFor({ ...micro, plugins: [{ use: 'adaptivemix', with: { applyToG: true } }] });
    expect(asked.terms.map(({ name }) => name)).toContain('generator');
  });

  it('costs one further forward and backward of the discriminator on each kind of image', async () => {
    const convolutions = async (plugins: readonly string[]): Promise<number> => {
      const trainer = await trainerFor({ ...micro, plugins: [...plugins] });
      // A step runs all its kernels before it first waits.
      let step: Promise<unknown> | undefined;
      const counts = countKernels(() => (step = trainer.advance()));
      await step;
      trainer.dispose();
      return (counts.Conv2D ?? 0) + (counts.Conv2DBackpropFilter ?? 0);
    };
    // The discriminator of micro has one convolution: forward of two batches and its filter's gradient for both.
    const extra = (await convolutions(['adaptivemix'])) - (await convolutions([]));
    expect(extra).toBe(2 * 2);
  });

  it('is computed anew where the batch is normalised, to the same numbers', async () => {
    const model = { use: 'dcgan', resolution: 16, channels: 1, latentSize: 8, width: 8, batchNorm: 'both' };
    const judged = async (use: object): Promise<{ readonly forwards: number; readonly value: number }> => {
      const trainer = await trainerFor({ ...micro, model, plugins: [{ use: 'adaptivemix', ...use }] });
      const { discriminator } = trainer.context;
      const original = discriminator.judge;
      let forwards = 0;
      Reflect.set(discriminator, 'judge', (...args: Parameters<typeof original>) => {
        forwards += 1;
        return original(...args);
      });
      const { numbers } = await trainer.advance();
      trainer.dispose();
      return { forwards, value: numbers['adaptivemix/real'] ?? Number.NaN };
    };
    // Two batches and their mixtures, the fakes of the generator's half; partners only where they cannot be read.
    expect(await judged({})).toMatchObject({ forwards: 7 });
    const plain = { ...model, batchNorm: 'generator' };
    const trainer = await trainerFor({ ...micro, model: plain, plugins: ['adaptivemix'] });
    const never = await trainerFor({
      ...micro,
      model: plain,
      plugins: [{ use: 'adaptivemix', with: { gather: 'never' } }],
    });
    const [gathered, again] = [await trainer.advance(), await never.advance()];
    expect(gathered.numbers['adaptivemix/real']).toBeCloseTo(again.numbers['adaptivemix/real'] ?? Number.NaN, 6);
    trainer.dispose();
    never.dispose();
  });

  it('pairs reals with reals and fakes with fakes', async () => {
    // Reals are all +1 and fakes all −1: a mixed pair would be neither, and the identity would not be learnt exactly.
    const trainer = await lineTrainer(
      { loss: 'wgan', plugins: [{ use: 'adaptivemix', with: { sigma: 0 } }] },
      [adaptivemix],
      { a: 0, b: -1, w: 1, c: 0 },
      { reals: [1, 1, 1, 1], latents: [0, 0, 0, 0] },
    );
    const seen: number[] = [];
    const { discriminator } = trainer.context;
    const original = discriminator.judge;
    Reflect.set(discriminator, 'judge', (...args: Parameters<typeof original>) => {
      seen.push(...args[0].dataSync());
      return original(...args);
    });
    await trainer.advance();
    trainer.dispose();
    expect(new Set(seen.slice(0, 16))).toEqual(new Set([1, -1]));
  });
});

describe('the generator’s step', () => {
  it('sees a moving target only when asked', async () => {
    const gradients = async (stopTarget: boolean): Promise<readonly (readonly number[])[]> => {
      const recorded = probe();
      const trainer = await trainerFor(
        {
          ...micro,
          train: { ...micro.train, order: 'generator-first' },
          plugins: [{ use: 'adaptivemix', with: { applyToG: true, sigma: 0, stopTarget } }, 'probe'],
        },
        { plugins: [...allPlugins, recorded.plugin] },
      );
      await trainer.advance();
      trainer.dispose();
      const pass = recorded.passes.find(({ player }) => player === 'generator');
      return [...(pass?.gradients.values() ?? [])].map((values) => [...values]);
    };
    const [constant, moving] = [await gradients(true), await gradients(false)];
    expect(constant).not.toEqual(moving);
  });

  it('touches no bit of the discriminator', async () => {
    const trainer = await trainerFor({
      ...micro,
      model: { use: 'dcgan', resolution: 16, channels: 1, latentSize: 8, width: 8, batchNorm: 'both' },
      train: { ...micro.train, order: 'generator-first' },
      plugins: [mixedLogits, 'advas', { use: 'advas', id: 'by-differences', with: differences }],
    });
    const { networks, optimizers } = trainer.context;
    const bits = (): readonly (readonly number[])[] =>
      [
        ...networks.discriminator.parameters.values(),
        ...networks.discriminator.buffers.values(),
        ...Object.values(optimizers.discriminator.save().tensors),
      ].map((tensor) => [...tensor.dataSync()]);
    await trainer.advance();
    const before = bits();
    let [after, generatorSteps] = [before, 0];
    const apply = optimizers.generator.apply.bind(optimizers.generator);
    optimizers.generator.apply = (...args) => {
      apply(...args);
      after = bits();
      generatorSteps += 1;
    };
    await trainer.advance();
    expect(generatorSteps).toBe(1);
    expect(after).toEqual(before);
    expect(bits()).not.toEqual(before);
    trainer.dispose();
  });
});
