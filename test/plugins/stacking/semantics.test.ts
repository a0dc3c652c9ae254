import { definePlugin, type ExperimentInput, type Gradients, type Plugin } from '@ganreg/core';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { allPlugins, micro, planFor, trainerFor } from '../../support/experiment.ts';
import { probe, type Read } from '../../support/probe.ts';

type Use = NonNullable<ExperimentInput['plugins']>[number];

const mixedLogits: Use = { use: 'adaptivemix', with: { mode: 'mixed-logits' } };
const generatorFirst = { ...micro.train, order: 'generator-first' } as const;

const firstStep = async (
  plugins: readonly Use[],
  extra: ExperimentInput = {},
  own: readonly Plugin[] = [],
): Promise<Readonly<Record<string, number>>> => {
  const trainer = await trainerFor({ ...micro, ...extra, plugins: [...plugins] }, { plugins: [...allPlugins, ...own] });
  const { numbers } = await trainer.advance();
  trainer.dispose();
  return numbers;
};

/** The generator's gradients of a first step that begins with the generator. */
const generatorGradients = async (
  plugins: readonly Use[],
  extra: ExperimentInput = {},
  own: readonly Plugin[] = [],
): Promise<{ readonly summed: Read; readonly separate: Readonly<Record<string, Read>> }> => {
  const recorded = probe();
  await firstStep([...plugins, 'probe'], { ...extra, train: generatorFirst }, [...own, recorded.plugin]);
  const pass = recorded.passes.find(({ player }) => player === 'generator');
  return { summed: pass?.gradients ?? new Map<string, Float32Array>(), separate: pass?.separate ?? {} };
};

const plain = (read: Read | undefined): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries([...(read ?? [])].map(([path, values]) => [path, [...values]]));

describe('what r of AdvAs is made of', () => {
  const r = async (plugins: readonly Use[], extra: ExperimentInput = {}): Promise<number | undefined> =>
    (await firstStep(plugins, { ...extra, train: generatorFirst }))['advas/r'];

  it('is the adversarial loss alone: terms and heads of other plugins are not in it', async () => {
    const alone = await r(['advas']);
    expect(await r(['advas', 'glead', 'ggdr', 'adaptivemix', 'bcr', 'lecam', 'r1'])).toBe(alone);
  });

  it('holds the gradient penalty of wgan as a constant, unless it is excluded', async () => {
    const use = (penaltyTerms?: string): readonly Use[] => [
      'wgan-gp',
      { use: 'advas', with: penaltyTerms === undefined ? {} : { penaltyTerms } },
    ];
    const wgan = { loss: 'wgan' } as const;
    const byDefault = await r(use(), wgan);
    expect(byDefault).toBe(await r(use('constant'), wgan));
    expect(byDefault).not.toBe(await r(use('exclude'), wgan));
    expect(await r(use('exclude'), wgan)).toBe(await r(['advas'], wgan));
    // The value of r does not say whether the penalty is differentiated in the generator; its gradient does.
    expect(await r(use('full'), wgan)).toBeCloseTo(byDefault ?? Number.NaN, 5);
    const hinge = { loss: 'hinge' } as const;
    expect(await r(use(), hinge)).toBe(await r(['advas'], hinge));
  });

  it('sees the mixed logits where there are any', async () => {
    expect(await r(['advas', mixedLogits])).not.toBe(await r(['advas']));
  });

  it('sees augmented images where there are any', async () => {
    expect(await r(['advas', 'diffaugment'])).not.toBe(await r(['advas']));
  });

  it('adds to the gradient of everything else that the generator minimises', async () => {
    const others: readonly Use[] = [{ use: 'adaptivemix', with: { applyToG: true } }, 'zcr'];
    const [without, stacked] = [await generatorGradients(others), await generatorGradients([...others, 'advas'])];
    expect(plain(stacked.summed)).toEqual(plain(without.summed));
    expect(Object.keys(stacked.separate)).toEqual(['advas/r']);
  });

  it('differentiates only the branch of fakes twice, to the same bits as both', async () => {
    const halves = definePlugin({
      name: 'halves',
      version: '0.1.0',
      about: 'r with the gradient of the reals’ part made a constant',
      options: z.strictObject({}),
      terms: { r: { player: 'generator', on: 'both', weight: 1, gradient: 'separate' } },
      requires: () => ({ calls: ['adversarial'] }),
      setup: ({ tf, ops }) => ({
        terms: {
          r: (step) => {
            const fake = step.discriminatorGradient(step.adversarial({ part: 'fake' }));
            const real: Gradients = step.discriminatorGradient(step.adversarial({ part: 'real' }));
            return ops.squaredNorm(
              [...fake].map(([path, gradient]) => {
                const constant = real.get(path);
                return constant === undefined ? gradient : tf.add(gradient, ops.stopGradient(constant));
              }),
            );
          },
        },
      }),
    });
    const whole = await generatorGradients(['advas']);
    const parted = await generatorGradients(['halves'], {}, [halves]);
    expect(plain(parted.separate['halves/r'])).toEqual(plain(whole.separate['advas/r']));
  });
});

describe('draws', () => {
  it('of augmentation, mixing and penalties are replayed when the loss is asked for again', async () => {
    const seen: (readonly number[])[] = [];
    const again = definePlugin({
      name: 'again',
      version: '0.1.0',
      about: 'Asks for the loss twice, the second time at the parameters as they are',
      options: z.strictObject({}),
      terms: { twice: { player: 'generator', on: 'both', weight: 1 } },
      requires: () => ({ calls: ['adversarial'] }),
      setup: ({ tf }) => ({
        terms: {
          twice: ({ adversarial, penalties, discriminatorParameters: parameters }) => {
            const values = [
              adversarial(),
              adversarial({ parameters }),
              penalties({ fakes: 'constant' }),
              penalties({ fakes: 'constant', parameters }),
              penalties({ fakes: 'differentiable' }),
            ];
            seen.push(values.map((value) => value?.dataSync()[0] ?? Number.NaN));
            return tf.scalar(0);
          },
        },
      }),
    });
    await firstStep(['diffaugment', mixedLogits, 'wgan-gp', 'r1', 'again'], {}, [again]);
    const [loss, lossAgain, ...penalties] = seen[0] ?? [];
    expect(lossAgain).toBe(loss);
    expect(new Set(penalties).size).toBe(1);
    expect(penalties[0]).toBeGreaterThan(0);
  });
});

describe('features', () => {
  it('that GLeaD and GGDR read are those of the images themselves, also with mixed logits', async () => {
    const [clean, mixed] = [await firstStep(['glead', 'ggdr']), await firstStep(['glead', 'ggdr', mixedLogits])];
    for (const term of ['ggdr/features', 'glead/real', 'glead/fake']) expect(mixed[term]).toBe(clean[term]);
  });
});

describe('plans', () => {
  it('say that the generator minimises r', async () => {
    const { terms } = await planFor({ ...micro, plugins: ['advas', 'r1'] });
    expect(terms.find(({ key }) => key === 'advas/r')?.declaration).toMatchObject({
      player: 'generator',
      gain: 'none',
    });
  });

  it('run the gradient hook of AdvAs after those of others, unless told otherwise', async () => {
    const order: string[] = [];
    const noting = (name: string): Plugin =>
      definePlugin({
        name,
        version: '0.1.0',
        about: 'Notes its turn',
        options: z.strictObject({}),
        terms: {},
        setup: () => ({
          generatorGradients: (gradients) => {
            order.push(`${name} ${gradients.size > 0}`);
            return gradients;
          },
        }),
      });
    const recorded = probe();
    const own = [noting('zeta'), recorded.plugin];
    const lengthAfter = async (uses: readonly Use[]): Promise<number> => {
      let length = 0;
      const reading = definePlugin({
        name: 'reading',
        version: '0.1.0',
        about: 'Reads the gradient in its turn',
        options: z.strictObject({}),
        terms: {},
        setup: ({ ops }) => ({
          generatorGradients: (gradients) => {
            length = ops.squaredNorm(gradients.values()).dataSync()[0] ?? Number.NaN;
            return gradients;
          },
        }),
      });
      await firstStep(uses, { train: generatorFirst }, [...own, reading]);
      return length;
    };
    const before = await lengthAfter(['advas', 'reading', 'zeta']);
    expect(before).toBe(await lengthAfter(['reading']));
    expect(await lengthAfter(['advas', { use: 'reading', after: ['advas'] }])).not.toBe(before);
    expect(order).toEqual(['zeta true']);
  });
});
