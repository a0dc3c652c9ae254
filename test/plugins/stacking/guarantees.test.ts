import type { ExperimentInput } from '@ganreg/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { hashAfter, hashOf, micro, trainerFor } from '../../support/experiment.ts';

type Use = NonNullable<ExperimentInput['plugins']>[number];

const mixedLogits: Use = { use: 'adaptivemix', with: { mode: 'mixed-logits' } };
const four: readonly Use[] = ['glead', 'ggdr', 'adaptivemix', 'advas'];
const peers: readonly Use[] = ['wgan-gp', 'lecam', 'bcr', 'zcr', 'diffaugment', { use: 'apa', with: fastApa() }];
const everything: readonly Use[] = [...four, ...peers, 'r1'];

/** A probability that moves within a few steps. */
function fastApa(): Record<string, unknown> {
  return { interval: 1, images: 20, target: -1 };
}

const nameOf = (use: Use): string => (typeof use === 'string' ? use : use.use);
const withPlugins = (plugins: readonly Use[], extra: ExperimentInput = {}): ExperimentInput => ({
  ...micro,
  ...extra,
  plugins: [...plugins],
});

describe('weight 0', () => {
  it.each(everything.map(nameOf))('of %s is absence, bit for bit', async (name) => {
    const others = [...four, 'diffaugment', 'wgan-gp'].filter((use) => nameOf(use) !== name);
    const absent = await hashAfter(withPlugins(others), 3);
    expect(await hashAfter(withPlugins([...others, { use: name, weight: 0 }]), 3)).toBe(absent);
  });
});

describe('order', () => {
  it('of all plugins in the configuration changes no bit', async () => {
    const hash = await hashAfter(withPlugins(everything), 4);
    expect(await hashAfter(withPlugins(everything.toReversed()), 4)).toBe(hash);
  });
});

describe('removing a plugin', () => {
  const stacked: readonly Use[] = [...four, 'wgan-gp', 'lecam', 'bcr', 'zcr', 'r1'];
  const split: Use = { use: 'advas', with: { estimator: 'two-batch' } };

  /** Terms of the first half of the first step: no weight has moved yet, so only draws could differ. */
  const firstTerms = async (
    plugins: readonly Use[],
    order: 'discriminator-first' | 'generator-first',
  ): Promise<Readonly<Record<string, number>>> => {
    const trainer = await trainerFor(withPlugins(plugins, { train: { ...micro.train, order } }));
    const ofGenerator = new Set(
      trainer.plan.terms.filter(({ declaration }) => declaration.player === 'generator').map(({ key }) => key),
    );
    const { numbers } = await trainer.advance();
    trainer.dispose();
    const first = order === 'generator-first';
    return Object.fromEntries(
      Object.entries(numbers).filter(([name]) =>
        first ? ofGenerator.has(name) : !/^loss|^advas/u.test(name) && !ofGenerator.has(name),
      ),
    );
  };
  const without = (numbers: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> =>
    Object.fromEntries(Object.entries(numbers).filter(([key]) => !key.startsWith(`${name}/`)));

  it.each(stacked.map(nameOf))('such as %s leaves every draw of the others as it is', async (name) => {
    const rest = stacked.filter((use) => nameOf(use) !== name);
    for (const order of ['discriminator-first', 'generator-first'] as const) {
      const whole = await firstTerms(stacked, order);
      expect(await firstTerms(rest, order)).toEqual(without(whole, name));
    }
  });

  it('leaves even a second batch as it is', async () => {
    const alone = await firstTerms([split], 'generator-first');
    const whole = await firstTerms([split, 'glead', 'adaptivemix', 'zcr', 'wgan-gp'], 'generator-first');
    expect(whole['advas/r']).toBe(alone['advas/r']);
  });
});

describe('memory', () => {
  it.each([
    ['the four', four],
    ['the four with mixed logits', ['glead', 'ggdr', mixedLogits, 'advas']],
    ['all there is', everything],
  ] as const)('of %s stacked holds as many tensors after step 55 as after step 5', async (_, plugins) => {
    const before = tf.memory().numTensors;
    const trainer = await trainerFor(withPlugins(plugins));
    for (let step = 0; step < 5; step += 1) await trainer.advance();
    const early = tf.memory().numTensors;
    for (let step = 5; step < 55; step += 1) await trainer.advance();
    expect(tf.memory().numTensors).toBe(early);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is as flat with several steps of the discriminator', async () => {
    const trainer = await trainerFor(withPlugins(four, { train: { ...micro.train, discriminatorSteps: 3 } }));
    await trainer.advance();
    await trainer.advance();
    const early = tf.memory().numTensors;
    await trainer.advance();
    expect(tf.memory().numTensors).toBe(early);
    trainer.dispose();
  });
});

describe('a snapshot', () => {
  it('of plugins that keep state continues to the same bits', async () => {
    const config = withPlugins(everything);
    const whole = await trainerFor(config);
    for (let step = 0; step < 12; step += 1) await whole.advance();
    const first = await trainerFor(config);
    for (let step = 0; step < 6; step += 1) await first.advance();
    const second = await trainerFor(config);
    second.state.restore(await first.state.take());
    for (let step = 6; step < 12; step += 1) await second.advance();
    expect(await hashOf(second)).toBe(await hashOf(whole));
    for (const trainer of [whole, first, second]) trainer.dispose();
  });
});

describe('an interval', () => {
  it('of AdvAs leaves the steps between as if it were not there', async () => {
    const lazy: Use = { use: 'advas', every: 5, from: 1 };
    expect(await hashAfter(withPlugins([lazy]), 5)).toBe(await hashAfter(withPlugins([]), 5));
    expect(await hashAfter(withPlugins([lazy]), 6)).not.toBe(await hashAfter(withPlugins([]), 6));
    const trainer = await trainerFor(withPlugins([{ use: 'advas', every: 3 }]));
    const active: number[] = [];
    for (let step = 0; step < 8; step += 1) if ('advas/r' in (await trainer.advance()).numbers) active.push(step);
    trainer.dispose();
    expect(active).toEqual([0, 3, 6]);
  });
});
