import * as tf from '@tensorflow/tfjs-core';
import * as ops from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { families, type Generator, type GeneratorStep, type Plugin } from '@ganreg/core';
import { pathLength } from '@ganreg/plugin-classics';
import { exactNetwork, octetsOf, valuesOf } from '../../support/exact.ts';
import { testEngine } from '../../support/experiment.ts';
import { deviation, differences, expectGradients, reference, referenceStep, tolerance } from '../../support/parity.ts';
import type { Probe, Read } from '../../support/probe.ts';
import { micro16 } from '../../support/stylegan2.ts';

describe('stylegan2 forwards agree with PyTorch', () => {
  it('in images, features, the image pyramid’s top and scores', async () => {
    await ops.useEngine(testEngine);
    const family = families.find(({ name }) => name === 'stylegan2')!;
    const { use: _, resolution, channels, ...given } = micro16.model;
    const options = family.options.parse(given);
    const model = family.describe(options, { resolution, channels });
    const { generator, discriminator } = await family.load();
    const bind = (owner: 'generator' | 'discriminator') => ({
      tools: { tf, ops },
      options,
      description: model,
      ...exactNetwork(model, owner),
    });
    const [painter, judge] = [generator(bind('generator')), discriminator(bind('discriminator'))];
    const fake = painter.synthesize(painter.map(tf.tensor2d(valuesOf('latents', 64), [4, 16])));
    expect(deviation(fake.images.dataSync(), reference.images)).toBeLessThan(tolerance);
    expect(fake.pyramid!.at(16)).toBe(fake.images);
    for (const side of [4, 8, 16])
      expect(differences(fake.features.at(side).dataSync(), reference.features[side]!, `${side}`)).toEqual([]);
    const reals = tf.sub(tf.div(tf.tensor4d(octetsOf('reals', 4 * 768), [4, 16, 16, 3], 'float32'), 127.5), 1);
    const verdict = judge.judge(reals as tf.Tensor4D);
    expect(deviation(verdict.logits.dataSync(), reference.logits.real)).toBeLessThan(tolerance);
    expect(deviation(judge.judge(fake.images).logits.dataSync(), reference.logits.fake)).toBeLessThan(tolerance);
    for (const side of [4, 8])
      expect(differences(verdict.features.at(side).dataSync(), reference.judged[side]!, `${side}`)).toEqual([]);
  });
});

describe('one training step of stylegan2 agrees with PyTorch', () => {
  let found: Probe;
  let numbers: Readonly<Record<string, number>>;
  beforeAll(async () => {
    ({ probe: found, numbers } = await referenceStep());
  });
  const separate = (key: string): Read | undefined =>
    found.passes.find(({ player }) => player === 'discriminator')!.separate[key];

  it('in the discriminator’s loss and every gradient of it', () => {
    expect(numbers['loss/discriminator']).toBeCloseTo(reference.discriminator!.value, 5);
    expectGradients(
      found.passes.find(({ player }) => player === 'discriminator')!.gradients,
      reference.discriminator!.gradients,
    );
  });

  it.each([
    ['r1/penalty', 'r1'],
    ['glead/real', 'reconstruction-real'],
    ['glead/fake', 'reconstruction-fake'],
    ['ggdr/features', 'cosine'],
  ])('in %s and every gradient of it', (term, name) => {
    expect(numbers[term]! / reference[name]!.value).toBeCloseTo(1, 4);
    expectGradients(separate(term), reference[name]!.gradients);
  });
});

describe('the generator’s gradients agree with PyTorch', () => {
  const bound = async () => {
    await ops.useEngine(testEngine);
    const family = families.find(({ name }) => name === 'stylegan2')!;
    const { use: _, resolution, channels, ...given } = micro16.model;
    const options = family.options.parse(given);
    const model = family.describe(options, { resolution, channels });
    const forwards = await family.load();
    const own = exactNetwork(model, 'generator');
    const judge = exactNetwork(model, 'discriminator');
    const bind = { tools: { tf, ops }, options, description: model };
    return {
      model,
      own,
      painter: forwards.generator({ ...bind, ...own }),
      judge: forwards.discriminator({ ...bind, ...judge }),
    };
  };
  const gradientsOf = (own: ReadonlyMap<string, tf.Variable>, objective: () => tf.Scalar) => {
    const { value, grads } = tf.variableGrads(objective, [...own.values()]);
    const named = [...own].flatMap(([path, { name }]): [string, Float32Array][] =>
      grads[name] ? [[`generator/${path}`, grads[name].dataSync<'float32'>()]] : [],
    );
    return { value: value.dataSync()[0]!, gradients: new Map(named) };
  };

  it('of the adversarial loss', async () => {
    const { own, painter, judge } = await bound();
    const latents = tf.tensor2d(valuesOf('latents', 64), [4, 16]);
    const { value, gradients } = gradientsOf(own.parameters, () =>
      tf.mean(tf.softplus(tf.neg(judge.judge(painter.synthesize(painter.map(latents)).images).logits))),
    );
    expect(value).toBeCloseTo(reference.generator!.value, 5);
    expectGradients(gradients, reference.generator!.gradients);
  });

  it('of the path length penalty, and the lengths themselves', async () => {
    const { model, own, painter } = await bound();
    const logged: Record<string, number> = {};
    const hooks = pathLength.setup({
      tf,
      ops,
      id: 'path-length',
      options: optionsOf(pathLength, { batchShrink: 1 }),
      model,
      batch: 4,
      loss: { name: 'non-saturating', parts: true },
      services: {},
      random: ops.createRandom(1),
    });
    const { value, gradients } = gradientsOf(own.parameters, () =>
      hooks.terms!.penalty!(pathStep(painter, logged) as never),
    );
    expect(value / reference.path.value).toBeCloseTo(1, 4);
    expect(logged.length! / (reference.path.lengths.reduce((sum, each) => sum + each, 0) / 4)).toBeCloseTo(1, 4);
    expect(hooks.state!.save().tensors!.mean!.dataSync()[0]! / reference.path.mean).toBeCloseTo(1, 4);
    expectGradients(gradients, reference.path.gradients);
    hooks.dispose!();
  });
});

const optionsOf = (plugin: Plugin, given: object): unknown => {
  const parsed = plugin.options['~standard'].validate(given);
  if (parsed instanceof Promise || parsed.issues !== undefined)
    throw new Error(`${plugin.name} refuses its own options`);
  return parsed.value;
};

/** A step whose random numbers are those of the reference. */
const pathStep = (painter: Generator, logged: Record<string, number>): Partial<GeneratorStep> => ({
  random: (stream) => ({
    ...ops.createRandom(1).stream('unused').at(0),
    normal: (count) => valuesOf(stream === 'latents' ? 'latents' : 'path-noise', count),
  }),
  synthesize: (latents) => painter.synthesize(painter.map(latents)),
  log: (name, value) => {
    logged[name] = value.dataSync()[0]!;
  },
});
