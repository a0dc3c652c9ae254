import { definePlugin, type ExperimentInput, type Gradients, type Plugin } from '@ganreg/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allPlugins, planFor, trainerFor } from '../../support/experiment.ts';
import { microOf } from '../../support/micro-families.ts';

type Player = 'generator' | 'discriminator';

/** Keeps the gradients that the optimizers of the first step are given. */
const watch = (): { readonly plugin: Plugin; readonly seen: Map<Player, Map<string, Float32Array>> } => {
  const seen = new Map<Player, Map<string, Float32Array>>();
  const keep = (player: Player) => (gradients: Gradients) => {
    const values = [...gradients].map(([path, gradient]) => [path, gradient.dataSync<'float32'>().slice()] as const);
    if (!seen.has(player)) seen.set(player, new Map(values));
    return gradients;
  };
  const plugin = definePlugin({
    name: 'zz-watch',
    version: '0.1.0',
    about: 'Keeps gradients',
    place: 'last',
    options: z.strictObject({}),
    terms: {},
    requires: () => ({ batchCoupled: false }),
    setup: () => ({ generatorGradients: keep('generator'), discriminatorGradients: keep('discriminator') }),
  });
  return { plugin, seen };
};

/** Gradients and logged numbers of the first step. */
const firstStep = async (config: ExperimentInput, microBatch: number | undefined) => {
  const { plugin, seen } = watch();
  const train = { ...config.train, ...(microBatch && { microBatch }) };
  const plugins = [...(config.plugins ?? []), 'zz-watch'];
  const trainer = await trainerFor({ ...config, train, plugins }, { plugins: [...allPlugins, plugin] });
  const { numbers } = await trainer.advance();
  trainer.dispose();
  return { seen, numbers };
};

const length = (values: Iterable<number>): number => Math.hypot(...values);

/** How far the gradient of the first half of a step, and its loss, are from those of the whole batch. */
const differenceOf = async (config: ExperimentInput, microBatch: number, player: Player) => {
  const train = { ...config.train, order: `${player}-first` as const };
  const [whole, parts] = [
    await firstStep({ ...config, train }, undefined),
    await firstStep({ ...config, train }, microBatch),
  ];
  const [expected, found] = [whole.seen.get(player)!, parts.seen.get(player)!];
  expect([...found.keys()]).toEqual([...expected.keys()]);
  const total = length([...expected.values()].map(length));
  const relative = [...expected].map(([path, values]) => {
    const difference = length(values.map((value, index) => value - found.get(path)![index]!));
    return difference / Math.max(length(values), 0.1 * total);
  });
  const loss = (numbers: Readonly<Record<string, number>>): number => numbers[`loss/${player}`]!;
  return Math.max(...relative, Math.abs(loss(parts.numbers) - loss(whole.numbers)));
};

const train = { steps: 40, batch: 8, ema: false } as const;
const families: Readonly<Record<string, ExperimentInput>> = {
  dcgan: {
    ...microOf('dcgan'),
    model: { ...(microOf('dcgan').model as object), use: 'dcgan', batchNorm: 'none' },
    train,
  },
  mlp: { ...microOf('mlp'), train },
  resnet: {
    ...microOf('resnet'),
    model: { ...(microOf('resnet').model as object), use: 'resnet', batchNorm: false },
    train,
  },
  stylegan2: { ...microOf('stylegan2'), train },
};

describe('a batch in parts', () => {
  it.each(
    Object.keys(families).flatMap((family) =>
      (['discriminator', 'generator'] as const).map((player) => [family, player] as const),
    ),
  )('of %s gives the %s the gradient of the whole batch', async (family, player) => {
    expect(await differenceOf(families[family]!, 4, player)).toBeLessThan(1e-5);
  });

  it.each(['r1', 'wgan-gp', 'cr', 'bcr', 'zcr', 'diffaugment', 'glead', 'ggdr'])(
    'with %s gives the discriminator the gradient of the whole batch',
    async (plugin) => {
      const config = { ...families['stylegan2'], plugins: [plugin] };
      expect(await differenceOf(config, 4, 'discriminator')).toBeLessThan(1e-5);
    },
  );

  it('with zcr and diffaugment gives the generator the gradient of the whole batch, two images at a time', async () => {
    const config = { ...families['dcgan'], plugins: ['zcr', 'diffaugment'] };
    expect(await differenceOf(config, 2, 'generator')).toBeLessThan(1e-5);
  });

  it('logs the numbers of the whole batch', async () => {
    const config = { ...families['dcgan'], plugins: ['r1', 'cr'] };
    const [whole, parts] = [await firstStep(config, undefined), await firstStep(config, 2)];
    expect(Object.keys(parts.numbers).toSorted()).toEqual(Object.keys(whole.numbers).toSorted());
    for (const name of ['loss/discriminator', 'r1/penalty', 'cr/real', 'score/real', 'score/fake'])
      expect(parts.numbers[name]).toBeCloseTo(whole.numbers[name]!, 5);
  });

  it('is one step of the optimizer, and leaves nothing behind', async () => {
    const config = { ...families['stylegan2'], train: { ...train, microBatch: 4, discriminatorSteps: 2 } };
    const trainer = await trainerFor({ ...config, plugins: ['r1'] });
    await trainer.advance();
    const before = tf.memory().numTensors;
    for (let step = 1; step < 4; step += 1) await trainer.advance();
    expect(tf.memory().numTensors).toBe(before);
    const { values } = await trainer.state.take();
    const { generator } = values['optimizers'] as Record<string, Record<string, number>>;
    expect(new Set(Object.values(generator!))).toEqual(new Set([4]));
    trainer.dispose();
  });
});

describe('train.microBatch is refused', () => {
  const refusal = async (config: ExperimentInput, plugins = allPlugins): Promise<string> =>
    planFor({ ...config, train: { ...train, microBatch: 4 } }, plugins).then(
      () => 'taken',
      (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
    );

  it.each([
    ['adaptivemix', 'it mixes images'],
    ['advas', 'the norm of the gradient of a batch'],
    ['lecam', 'its anchors move'],
    ['apa', 'its probability moves'],
  ])('with %s', async (plugin, why) => {
    expect(await refusal({ ...families['dcgan'], plugins: [plugin] })).toContain(
      `PLAN_MICRO_BATCH: the batch cannot be taken in parts: ${plugin}: ${why}`,
    );
  });

  it('with a plugin that does not say whether it takes images one by one', async () => {
    const silent = definePlugin({
      name: 'silent',
      version: '0.1.0',
      about: '',
      options: z.strictObject({}),
      terms: {},
      setup: () => ({}),
    });
    expect(await refusal({ ...families['dcgan'], plugins: ['silent'] }, [silent])).toContain('silent: it does not say');
  });

  it('where a network or the loss compares the images of a batch', async () => {
    const model = { use: 'dcgan', resolution: 8, channels: 1, width: 8, widthMax: 16, batchNorm: 'both' };
    expect(await refusal({ model, loss: 'relativistic' })).toContain(
      'the discriminator normalises over the batch; the generator normalises over the batch; the loss relativistic compares',
    );
  });

  it('in parts that are not equal, or that tear groups apart', async () => {
    const model = { ...(microOf('stylegan2').model as object), use: 'stylegan2', minibatchGroup: 4 };
    const plan = (microBatch: number): Promise<unknown> =>
      planFor({ model, train: { ...train, batch: 16, microBatch } });
    await expect(plan(5)).rejects.toMatchObject({ code: 'PLAN_MICRO_BATCH', fix: 'possible: 8, 4' });
    await expect(plan(2)).rejects.toMatchObject({ code: 'PLAN_MICRO_BATCH' });
    await expect(plan(4)).resolves.toMatchObject({ microBatch: 4 });
  });
});
