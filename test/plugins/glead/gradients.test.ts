import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentInput } from '@ganreg/core';
import type { Trainer } from '@ganreg/core/training';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';
import { r1 } from '@ganreg/plugin-classics';
import { discriminatorHalf } from '../../../packages/core/src/training/discriminator-half.ts';
import { hashOf, trainerFor } from '../../support/experiment.ts';
import { apart, lengthOf, probe, type Read } from '../../support/probe.ts';
import { micro16 } from '../../support/stylegan2.ts';

const at8 = { resolution: 8 };
const oursStar = [
  { use: 'glead', weight: { real: 10, fake: 0 }, with: at8 },
  { use: 'ggdr', weight: 10, with: { ...at8, source: 'head:generator-features' as const } },
];

interface Seen {
  readonly separate: Readonly<Record<string, Read>>;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Gradients of each term in the first step of the discriminator. */
const firstStep = async (plugins: NonNullable<ExperimentInput['plugins']>, model: object = micro16): Promise<Seen> => {
  const watched = probe();
  const trainer = await trainerFor(
    { ...(model as ExperimentInput), train: { steps: 10, batch: 4, ema: false }, plugins: ['probe', ...plugins] },
    { plugins: [watched.plugin, ...[glead, ggdr, r1].map(apart)] },
  );
  const { numbers } = await trainer.advance();
  trainer.dispose();
  return { separate: watched.passes.find(({ player }) => player === 'discriminator')!.separate, numbers };
};

const epilogue = ['4/keep', '4/dense', 'logit'].flatMap((path) => [
  `discriminator/${path}/kernel`,
  `discriminator/${path}/bias`,
]);
const encoder = ['image', '16/keep', '16/down', '8/keep', '8/down'].flatMap((path) => [
  `discriminator/${path}/kernel`,
  `discriminator/${path}/bias`,
]);
const headsOf = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`head/${name}kernel`, `head/${name}bias`]);

describe('the gradient of GLeaD', () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = await firstStep([{ use: 'glead', with: at8 }]);
  });

  it.each(['glead/real', 'glead/fake'])('of %s reaches heads, decoder and the whole encoder', (term) => {
    const gradient = seen.separate[term];
    const reached = [
      ...headsOf('unet-decoder/8/', 'generator-features/', 'generator-image/', 'generator-style/'),
      ...encoder,
      'discriminator/16/skip/kernel',
      'discriminator/8/skip/kernel',
    ];
    expect(reached.filter((path) => lengthOf(gradient, path) === 0)).toEqual([]);
  });

  it.each(['glead/real', 'glead/fake'])('of %s reaches neither the epilogue nor the generator', (term) => {
    const gradient = seen.separate[term];
    expect(epilogue.filter((path) => lengthOf(gradient, path) > 0)).toEqual([]);
    expect([...gradient!.keys()].filter((path) => path.startsWith('generator/'))).toEqual([]);
  });

  it('is linear in the weight', async () => {
    const half = await firstStep([{ use: 'glead', weight: { real: 5, fake: 1.5 }, with: at8 }]);
    for (const term of ['glead/real', 'glead/fake'])
      for (const [path, values] of seen.separate[term]!)
        expect(lengthOf(half.separate[term], path) / Math.hypot(...values)).toBeCloseTo(0.5, 4);
  });

  it('leaves scores and R1 of the same weights as they are', async () => {
    const lazy = { use: 'r1', every: 1 };
    const [without, beside] = [await firstStep([lazy]), await firstStep([lazy, { use: 'glead', with: at8 }])];
    for (const name of ['score/real', 'score/fake', 'r1/penalty', 'loss/discriminator'])
      expect(beside.numbers[name]).toBe(without.numbers[name]);
    expect([...beside.separate['r1/penalty']!].filter(([path]) => path.startsWith('head/'))).toEqual([]);
  });
});

describe('Ours*', () => {
  it('takes GLeaD from reals and GGDR from fakes through one decoder and one feature head', async () => {
    const { separate } = await firstStep(oursStar);
    expect(Object.keys(separate).toSorted()).toEqual(['ggdr/features', 'glead/real']);
    const fake = separate['ggdr/features'];
    expect(headsOf('generator-image/', 'generator-style/').filter((path) => lengthOf(fake, path) > 0)).toEqual([]);
    const reached = [...headsOf('unet-decoder/8/', 'generator-features/'), ...encoder];
    expect(reached.filter((path) => lengthOf(fake, path) === 0)).toEqual([]);
    expect(epilogue.filter((path) => lengthOf(fake, path) > 0)).toEqual([]);
    expect([...fake!.keys()].filter((path) => path.startsWith('generator/'))).toEqual([]);
  });
});

describe('a discriminator’s half with GLeaD and GGDR', () => {
  const changes = async (trainer: Trainer): Promise<readonly [generator: boolean, discriminator: boolean]> => {
    const own = /^(?:generator|average|optimizer\/generator)\//u;
    const other = /^discriminator\//u;
    const before = [await hashOf(trainer, own), await hashOf(trainer, other)];
    discriminatorHalf(trainer.context, trainer.step, 0);
    const after = [await hashOf(trainer, own), await hashOf(trainer, other)];
    return [before[0] !== after[0], before[1] !== after[1]];
  };

  it.each([
    ['stylegan2', micro16.model],
    ['dcgan with running statistics', { use: 'dcgan', resolution: 16, channels: 3, width: 8 }],
    ['resnet', { use: 'resnet', resolution: 16, channels: 3 }],
  ])('changes no bit of the generator, its average and its optimizer in %s', async (_, model) => {
    const trainer = await trainerFor({
      model,
      train: { steps: 10, batch: 4, ema: '100' },
      plugins: ['glead', 'ggdr', { use: 'r1', with: { phase: 'own' } }],
    });
    await trainer.advance();
    expect(await changes(trainer)).toEqual([false, true]);
    await trainer.context.logs.read();
    trainer.dispose();
  });
});

describe('the reconstruction loss', () => {
  it.each([
    ['head/generator-image/bias', 0.02],
    ['head/generator-features/kernel', 0.02],
    ['head/generator-style/kernel', 0.02],
    // a shorter way, on which fewer activations change sign
    ['discriminator/8/keep/kernel', 0.004],
  ])('changes with the steepest entry of %s as its gradient says', async (path, step) => {
    const watched = probe();
    const trainer = await trainerFor(
      { ...micro16, train: { steps: 10, batch: 4, ema: false }, plugins: ['probe', { use: 'glead', with: at8 }] },
      { plugins: [watched.plugin, apart(glead)] },
    );
    const variable = trainer.context.trainable.discriminator.get(path)!;
    const start = await trainer.state.take();
    const lossAt = async (index: number, shift: number): Promise<number> => {
      trainer.state.restore(start);
      const values = Float32Array.from(variable.dataSync());
      values[index]! += shift;
      variable.assign(tf.tensor(values, variable.shape));
      discriminatorHalf(trainer.context, 0, 0);
      const { numbers } = await trainer.context.logs.read();
      return 10 * numbers['glead/real']! + 3 * numbers['glead/fake']!;
    };
    await lossAt(0, 0);
    const { separate } = watched.passes[0]!;
    const [real, fake] = ['glead/real', 'glead/fake'].map((term) => separate[term]!.get(path)!);
    const slopes = real!.map((slope, index) => slope + fake![index]!);
    const steepest = slopes.reduce(
      (best, slope, index) => (Math.abs(slope) > Math.abs(slopes[best]!) ? index : best),
      0,
    );
    const quotient = ((await lossAt(steepest, step)) - (await lossAt(steepest, -step))) / (2 * step);
    expect(Math.abs(quotient / slopes[steepest]! - 1)).toBeLessThan(1e-2);
    trainer.dispose();
  });
});
