import * as ops from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import { diffaugment } from '@ganreg/plugin-classics';
import type { Augment, ExperimentInput, ImageContext } from '@ganreg/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { micro, planFor, testEngine, trainerFor } from '../../support/experiment.ts';
import { microOf } from '../../support/micro-families.ts';

beforeAll(async () => {
  await ops.useEngine(testEngine);
});

/** The augmentation of a plan with these options, and the draws of one step. */
const augmentation = async (
  options: Record<string, unknown>,
): Promise<{ readonly augment: Augment; readonly context: (step: number) => ImageContext }> => {
  const { plugins, model } = await planFor({ ...micro, plugins: [{ use: 'diffaugment', with: options }] });
  const random = createRandom(11);
  const hooks = diffaugment.setup({
    tf,
    ops,
    id: 'diffaugment',
    options: plugins[0]?.options,
    model,
    batch: 4,
    loss: { name: 'hinge', parts: true },
    services: {},
    random,
  });
  if (hooks.augment === undefined) throw new Error('diffaugment does not augment');
  return {
    augment: hooks.augment,
    context: (step) => ({
      index: step,
      progress: 0,
      player: 'discriminator',
      phase: 'joint',
      on: 'real',
      random: (stream) => random.stream(stream).at(step),
    }),
  };
};

const images = (count = 4, side = 16, channels = 3): tf.Tensor4D =>
  ops.uniformTensor(createRandom(2).stream('images').at(0), [count, side, side, channels], -1, 1);
const values = (x: tf.Tensor): readonly number[] => [...x.dataSync()];

describe('DiffAugment', () => {
  it('shifts by whole pixels with zeros behind, at most an eighth of the side', async () => {
    const { augment, context } = await augmentation({ policy: ['translation'] });
    const before = images(64);
    const after = augment(before, context(0)).images;
    const [from, to] = [before.arraySync(), after.arraySync()];
    const shifts = new Set<number>();
    for (const [image, rows] of to.entries()) {
      const found: string[] = [];
      for (let down = -3; down <= 3; down += 1) {
        for (let across = -3; across <= 3; across += 1) {
          const same = rows.every((line, y) =>
            line.every((pixel, x) => {
              const source = from[image]?.[y - down]?.[x - across] ?? [0, 0, 0];
              return pixel.every((value, channel) => value === source[channel]);
            }),
          );
          if (same) found.push(`${down} ${across}`);
        }
      }
      expect(found).toHaveLength(1);
      shifts.add(Math.max(...(found[0] ?? '').split(' ').map((text) => Math.abs(Number(text)))));
    }
    expect(Math.max(...shifts)).toBe(2);
  });

  it('covers a square of half the side, less at the border', async () => {
    const { augment, context } = await augmentation({ policy: ['cutout'] });
    const after = augment(tf.ones([256, 16, 16, 1]), context(0)).images;
    const covered = values(tf.sum(tf.sub(1, after), [1, 2, 3]));
    expect(new Set(values(after))).toEqual(new Set([0, 1]));
    expect(Math.max(...covered)).toBe(64);
    expect(Math.min(...covered)).toBeGreaterThanOrEqual(16);
  });

  it('recolours as brightness, saturation and contrast say', async () => {
    const { augment, context } = await augmentation({ policy: ['color'] });
    const before = images(2, 4, 3);
    const [brightness, saturation, contrast] = ((draws) => [draws.uniform(2), draws.uniform(2), draws.uniform(2)])(
      createRandom(11).stream('color').at(0),
    );
    const each = (draw: Float32Array | undefined): tf.Tensor4D => tf.tensor4d(draw ?? [], [2, 1, 1, 1]);
    const brighter = tf.add(before, tf.sub(each(brightness), 0.5));
    const grey = tf.mean(brighter, 3, true);
    const saturated = tf.add(tf.mul(tf.sub(brighter, grey), tf.mul(each(saturation), 2)), grey);
    const mean = tf.mean(saturated, [1, 2, 3], true);
    const expected = tf.add(tf.mul(tf.sub(saturated, mean), tf.add(each(contrast), 0.5)), mean);
    const difference = tf.max(tf.abs(tf.sub(augment(before, context(0)).images, expected))).dataSync()[0];
    expect(difference).toBeLessThan(1e-6);
  });

  it('lets gradients through to the images', async () => {
    const { augment, context } = await augmentation({});
    const error = tf.tidy(() => {
      const before = images(2, 8, 1);
      const slope = tf.grad((x) => tf.sum(tf.square(augment(x as tf.Tensor4D, context(3)).images)))(before);
      const direction = images(2, 8, 1);
      const along = (distance: number): number =>
        tf.sum(tf.square(augment(tf.add(before, tf.mul(direction, distance)), context(3)).images)).dataSync()[0] ??
        Number.NaN;
      const quotient = (along(0.01) - along(-0.01)) / 0.02;
      return Math.abs((tf.sum(tf.mul(slope, direction)).dataSync()[0] ?? Number.NaN) / quotient - 1);
    });
    expect(error).toBeLessThan(1e-3);
  });

  it.each([
    // A ramp is reproduced by linear interpolation, so that moving and averaging down commute away from the border.
    ['translation', () => tf.tile(tf.reshape(tf.range(0, 32), [1, 32, 1, 1]), [4, 1, 32, 1]) as tf.Tensor4D, [2, 4]],
    ['cutout', () => tf.ones<tf.Rank.R4>([4, 32, 32, 1]), [0, 8]],
  ] as const)('by %s moves feature maps as it moves images', async (policy, make, [from, size]) => {
    const { augment, context } = await augmentation({ policy: [policy] });
    const before = make();
    const differences = Array.from({ length: 10 }, (_, step) => {
      const { images: moved, geometry } = augment(before, context(step));
      const direct = geometry?.(ops.averageDown(before, 4)) ?? tf.zeros([4, 8, 8, 1]);
      const difference = tf.abs(tf.sub(ops.averageDown(moved, 4), direct));
      return tf.max(tf.slice(difference, [0, from, from, 0], [-1, size, size, -1])).dataSync()[0] ?? Number.NaN;
    });
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });

  it('of colours alone moves nothing', async () => {
    const { augment, context } = await augmentation({ policy: ['color'] });
    expect(augment(images(), context(0)).geometry).toBeUndefined();
  });

  it('is the same for the same step and differs between reals, fakes and players', async () => {
    const first = async (plugins: NonNullable<ExperimentInput['plugins']>) => {
      const trainer = await trainerFor({ ...micro, plugins });
      const { numbers } = await trainer.advance();
      trainer.dispose();
      return numbers;
    };
    expect(await first(['diffaugment'])).toEqual(await first(['diffaugment']));
    expect(await first(['diffaugment'])).not.toEqual(await first([]));
  });

  it('refuses points', async () => {
    await expect(planFor({ ...microOf('mlp'), plugins: ['diffaugment'] })).rejects.toMatchObject({
      code: 'PLAN_UNSUPPORTED',
      path: 'plugins[0].use',
    });
  });

  it('in R1 differentiates by the image before augmentation', async () => {
    const trainer = await trainerFor({ ...micro, plugins: ['diffaugment', { use: 'r1', every: 1 }] });
    const { numbers } = await trainer.advance();
    trainer.dispose();
    expect(numbers['r1/penalty']).toBeGreaterThan(0);
  });
});

describe('APA', () => {
  const run = async (options: Record<string, unknown>, steps: number): Promise<readonly number[]> => {
    const trainer = await trainerFor({ ...micro, plugins: [{ use: 'apa', with: options }] });
    const probabilities: number[] = [];
    for (let step = 0; step < steps; step += 1)
      probabilities.push((await trainer.advance()).numbers['apa/probability'] ?? Number.NaN);
    trainer.dispose();
    return probabilities;
  };

  it('raises its probability by batch·interval/images every interval, up to 1', async () => {
    // The mean sign of any score is above −1 unless all are negative.
    const found = await run({ target: -1, interval: 4, images: 32 }, 12);
    expect(found.map((value) => Math.round(value * 1000) / 1000)).toEqual([0, 0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1]);
  });

  it('lowers it where the discriminator is not sure, never below 0', async () => {
    const found = await run({ target: 1, interval: 1, images: 8 }, 4);
    expect(Math.max(...found)).toBe(0);
  });

  it('has the constants of its paper', async () => {
    const { plugins } = await planFor({ ...micro, plugins: ['apa'] });
    expect(plugins[0]?.options).toEqual({ target: 0.6, interval: 4, images: 500_000 });
  });

  it('at probability 0 is the baseline, at 1 shows the last fakes as reals', async () => {
    const scores = async (plugins: NonNullable<ExperimentInput['plugins']>, steps: number) => {
      const trainer = await trainerFor({ ...micro, plugins });
      const all = [];
      for (let step = 0; step < steps; step += 1) all.push((await trainer.advance()).numbers['score/real']);
      trainer.dispose();
      return all;
    };
    expect(await scores([{ use: 'apa', with: { target: 1 } }], 3)).toEqual(await scores([], 3));
    const trainer = await trainerFor({
      ...micro,
      plugins: [{ use: 'apa', with: { target: -1, interval: 1, images: 1 } }],
    });
    await trainer.advance();
    const fakes = trainer.state.take().then(({ tensors }) => tensors.get('plugin/apa/latest')?.values);
    const { discriminator } = trainer.context;
    const original = discriminator.judge;
    const judged: Float32Array[] = [];
    Reflect.set(discriminator, 'judge', (...args: Parameters<typeof original>) => {
      judged.push(Float32Array.from(args[0].dataSync()));
      return original(...args);
    });
    const expected = [...((await fakes) ?? [])];
    await trainer.advance();
    trainer.dispose();
    expect([...(judged[0] ?? [])]).toEqual(expected);
  });
});
