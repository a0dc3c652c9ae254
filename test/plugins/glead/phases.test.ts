import * as tf from '@tensorflow/tfjs-core';
import { countKernels } from '@ganreg/numerics/testing';
import { describe, expect, it } from 'vitest';
import { definePlugin, type ExperimentInput, type Plugin } from '@ganreg/core';
import { z } from 'zod';
import { discriminatorHalf } from '../../../packages/core/src/training/discriminator-half.ts';
import { generatorHalf } from '../../../packages/core/src/training/generator-half.ts';
import { allPlugins, hashAfter, planFor, trainerFor } from '../../support/experiment.ts';
import { lengthOf, probe } from '../../support/probe.ts';
import { micro16 } from '../../support/stylegan2.ts';

/** With every random input of the family on: noise, mixing. */
const random = { ...micro16, model: { ...micro16.model, noise: 'random', mixing: 0.9 } } as const;

const experiment = (plugins: NonNullable<ExperimentInput['plugins']>, model: object = random): ExperimentInput => ({
  ...(model as ExperimentInput),
  train: { steps: 40, batch: 4, ema: '100' },
  plugins,
});

const published = [
  { use: 'r1', weight: 0.01, every: 2, with: { phase: 'own' } },
  { use: 'path-length', every: 2 },
];

describe('weight 0 on stylegan2', () => {
  it.each(['glead', 'ggdr', 'path-length', 'r1'])('of %s is absence, bit for bit', async (name) => {
    const others = published.filter(({ use }) => use !== name);
    const only = /^(?:generator|discriminator|average|optimizer)\//u;
    const absent = await hashAfter(experiment(others), 3, { only });
    expect(await hashAfter(experiment([...others, { use: name, weight: 0 }]), 3, { only })).toBe(absent);
    expect(await hashAfter(experiment([...others, { use: name, every: 1 }]), 3, { only })).not.toBe(absent);
  });
});

describe('the generator that redraws', () => {
  it('is the live one: training with and without an average gives the same bits', async () => {
    const only = /^(?:generator|discriminator|head|optimizer)\//u;
    const train = (ema: string | false): Promise<string> =>
      hashAfter({ ...experiment(['glead'], micro16), train: { steps: 40, batch: 4, ema } }, 3, { only });
    expect(await train('100')).toBe(await train(false));
  });
});

describe('phases', () => {
  const logged = async (plugins: NonNullable<ExperimentInput['plugins']>, steps = 1): Promise<readonly string[]> => {
    const trainer = await trainerFor(experiment(plugins));
    let names: readonly string[] = [];
    for (let step = 0; step < steps; step += 1) names = Object.keys((await trainer.advance()).numbers);
    trainer.dispose();
    return names.filter((name) => !/^(?:loss|score)\//u.test(name)).toSorted();
  };

  it('GLeaD is in every step of the discriminator, on reals and fakes', async () => {
    expect(await logged(['glead'], 1)).toEqual(['glead/fake', 'glead/real']);
    expect(await logged(['glead'], 2)).toEqual(['glead/fake', 'glead/real']);
  });

  it('GLeaD is in the lazy R1 step only where the published code is asked for, with a gain of 16', async () => {
    const asCode = { use: 'glead', with: { reconInRegStep: true } };
    expect(await logged([asCode], 1)).toEqual(['glead/fake', 'glead/real', 'glead/reg']);
    expect(await logged([asCode], 2)).toEqual(['glead/fake', 'glead/real']);
    const plan = await planFor(experiment([asCode, { use: 'r1', with: { phase: 'own' } }]));
    const term = plan.terms.find(({ key }) => key === 'glead/reg')!;
    expect([term.every, term.gain, term.declaration.phase, term.weight.at(0)]).toEqual([16, 16, 'own', 10]);
  });

  it('the redrawing in the lazy R1 step shares its one optimizer step with R1', async () => {
    const watched = probe();
    const trainer = await trainerFor(
      experiment(['probe', { use: 'glead', with: { reconInRegStep: true } }, { use: 'r1', with: { phase: 'own' } }]),
      { plugins: [...allPlugins, watched.plugin] },
    );
    await trainer.advance();
    trainer.dispose();
    const own = watched.passes.filter(({ player }) => player === 'discriminator');
    expect(own).toHaveLength(2);
    // R1 reaches the score's kernel, the redrawing reaches the heads
    for (const path of ['discriminator/logit/kernel', 'head/generator-features/kernel'])
      expect(lengthOf(own[1]?.gradients, path)).toBeGreaterThan(0);
  });

  it('the generator’s half is the same kernels with GLeaD and GGDR as without', async () => {
    const kernels = async (plugins: NonNullable<ExperimentInput['plugins']>): Promise<Record<string, number>> => {
      const trainer = await trainerFor(experiment(plugins));
      const counts = countKernels(() => generatorHalf(trainer.context, 0));
      await trainer.context.logs.read();
      trainer.dispose();
      return counts;
    };
    expect(await kernels(['glead', 'ggdr'])).toEqual(await kernels([]));
  });

  it('neither looks at the other kind of image: GGDR alone runs no head on reals', async () => {
    const convolutions = async (plugins: NonNullable<ExperimentInput['plugins']>): Promise<number> => {
      const trainer = await trainerFor(experiment(plugins));
      const counts = countKernels(() => discriminatorHalf(trainer.context, 0, 0));
      await trainer.context.logs.read();
      trainer.dispose();
      return counts.Conv2D ?? 0;
    };
    const at = { resolution: 8 };
    const none = await convolutions([]);
    // one 1×1 convolution of the decoder, on fakes
    expect(await convolutions([{ use: 'ggdr', with: at }])).toBe(none + 1);
  });
});

describe('what is redrawn under augmentation', () => {
  /** Darkens whatever the discriminator is shown. */
  const darken: Plugin = definePlugin({
    name: 'darken',
    version: '0.1.0',
    about: 'Subtracts ½',
    options: z.strictObject({}),
    terms: {},
    setup: () => ({ augment: (images) => ({ images: tf.sub<tf.Tensor4D>(images, 0.5) }) }),
  });
  const targets = async (target: string): Promise<readonly number[]> => {
    const seen: number[] = [];
    const trainer = await trainerFor(
      experiment(['darken', { use: 'glead', weight: { fake: 0 }, with: { target } }], micro16),
      {
        plugins: [...allPlugins, darken],
        perceptual: {
          name: 'first',
          description: 'records the mean of what is to be redrawn',
          distance: (wanted, drawn) => {
            seen.push(tf.mean(wanted).dataSync()[0]!);
            return tf.mean(tf.square(tf.sub(wanted, drawn)));
          },
          macsPerImage: () => 0,
          dispose: () => undefined,
        },
      },
    );
    await trainer.advance();
    trainer.dispose();
    return seen;
  };

  it('is what the discriminator saw, or the image before, as published', async () => {
    const [[seen], [clean]] = [await targets('d-input'), await targets('clean')];
    expect(seen).toBeCloseTo(clean! - 0.5, 5);
  });
});
