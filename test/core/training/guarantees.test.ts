import * as tf from '@tensorflow/tfjs-core';
import type { Plugin } from '@ganreg/core';
import glead from '@ganreg/plugin-glead';
import { describe, expect, it } from 'vitest';
import { hashAfter, hashOf, micro, trainerFor } from '../../support/experiment.ts';

const stacked = { ...micro, plugins: ['glead', 'ggdr', 'r1'] };

describe('training', () => {
  it('runs every plugin stacked and reports their terms', async () => {
    const trainer = await trainerFor(stacked);
    const { numbers } = await trainer.advance();
    expect(Object.keys(numbers).toSorted()).toEqual([
      'ggdr/features',
      'glead/fake',
      'glead/real',
      'loss/discriminator',
      'loss/generator',
      'r1/penalty',
      'score/fake',
      'score/real',
    ]);
    trainer.dispose();
  });

  it('holds as many tensors after step 200 as after step 5', async () => {
    const trainer = await trainerFor(stacked);
    for (let step = 0; step < 5; step += 1) await trainer.advance();
    const early = tf.memory().numTensors;
    for (let step = 5; step < 200; step += 1) await trainer.advance();
    expect(tf.memory().numTensors).toBe(early);
    trainer.dispose();
  });

  it('leaves no tensor behind when it is disposed', async () => {
    (await trainerFor(micro)).dispose();
    const before = tf.memory().numTensors;
    const trainer = await trainerFor(stacked);
    await trainer.advance();
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('weight 0', () => {
  it.each(['glead', 'ggdr', 'r1'])('of %s is absence, bit for bit', async (name) => {
    const others = ['glead', 'ggdr', 'r1'].filter((other) => other !== name);
    const absent = await hashAfter({ ...micro, plugins: others }, 6);
    expect(await hashAfter({ ...micro, plugins: [...others, { use: name, weight: 0 }] }, 6)).toBe(absent);
  });

  it.each(['real', 'fake'] as const)(
    'of the term %s of GLeaD is a GLeaD without that term, bit for bit',
    async (zero) => {
      const other = zero === 'real' ? 'fake' : 'real';
      const half: Plugin = Object.freeze({
        ...glead,
        terms: (options: unknown) =>
          Object.fromEntries(Object.entries(glead.terms(options)).filter(([name]) => name === other)),
      });
      const weights = { real: 10, fake: 3 };
      const absent = await hashAfter(
        { ...micro, plugins: [{ use: 'glead', weight: { [other]: weights[other] } }] },
        4,
        { plugins: [half] },
      );
      expect(await hashAfter({ ...micro, plugins: [{ use: 'glead', weight: { ...weights, [zero]: 0 } }] }, 4)).toBe(
        absent,
      );
      expect(await hashAfter({ ...micro, plugins: ['glead'] }, 4)).not.toBe(absent);
    },
  );

  it('is not a schedule that starts at 0', async () => {
    const trainer = await trainerFor({
      ...micro,
      plugins: [{ use: 'ggdr', weight: { schedule: 'linear', from: 0, to: 10, until: 20 } }],
    });
    expect((await trainer.advance()).numbers['ggdr/features']).toBeGreaterThan(0);
    trainer.dispose();
  });
});

describe('order', () => {
  it('of the plugins in the configuration changes no bit', async () => {
    const forwards = await hashAfter({ ...micro, plugins: ['glead', 'ggdr', 'r1'] }, 6);
    expect(await hashAfter({ ...micro, plugins: ['r1', 'ggdr', 'glead'] }, 6)).toBe(forwards);
  });
});

describe('a seed', () => {
  it('decides every bit', async () => {
    const once = await hashAfter({ ...stacked, seed: 3 }, 5);
    expect(await hashAfter({ ...stacked, seed: 3 }, 5)).toBe(once);
    expect(await hashAfter({ ...stacked, seed: 4 }, 5)).not.toBe(once);
  });

  it('gives every combination of plugins the same initial networks', async () => {
    const only = /^(generator|discriminator)\//u;
    expect(await hashAfter(stacked, 0, { only })).toBe(await hashAfter(micro, 0, { only }));
  });
});

describe('a snapshot', () => {
  it('at step 20 continues to the same bits as never stopping', async () => {
    const whole = await trainerFor(stacked);
    for (let step = 0; step < 40; step += 1) await whole.advance();
    const first = await trainerFor(stacked);
    for (let step = 0; step < 20; step += 1) await first.advance();
    const saved = await first.state.take();
    const second = await trainerFor(stacked);
    second.state.restore(saved);
    for (let step = 20; step < 40; step += 1) await second.advance();
    expect(await hashOf(second)).toBe(await hashOf(whole));
    for (const trainer of [whole, first, second]) trainer.dispose();
  });
});

describe('families', () => {
  it('mlp learns points with GGDR', async () => {
    const trainer = await trainerFor({
      data: 'mixture-8',
      model: 'mlp',
      plugins: ['ggdr', 'r1'],
      train: { steps: 60, batch: 64 },
    });
    const first = (await trainer.advance()).numbers['ggdr/features'] ?? 0;
    for (let step = 1; step < 60; step += 1) await trainer.advance();
    const last = (await trainer.advance()).numbers['ggdr/features'] ?? 0;
    expect(last).toBeLessThan(first);
    trainer.dispose();
  });
});
