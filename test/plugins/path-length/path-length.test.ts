import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '@ganreg/core';
import { describePlan } from '@ganreg/core';
import { hashOf, planFor, trainerFor } from '../../support/experiment.ts';
import { probe } from '../../support/probe.ts';
import { micro16 } from '../../support/stylegan2.ts';
import { allPlugins } from '../../support/experiment.ts';

const config = (more: object = {}): ExperimentInput => ({
  ...micro16,
  train: { steps: 40, batch: 4, ema: false, order: 'generator-first' },
  plugins: ['probe', { use: 'path-length', ...more }],
});

const trainer = async (more: object = {}) => {
  const watched = probe();
  return { watched, trainer: await trainerFor(config(more), { plugins: [...allPlugins, watched.plugin] }) };
};

describe('path length regularization', () => {
  it('is planned with the published constants', async () => {
    const { terms } = describePlan(await planFor({ ...config(), plugins: ['path-length'] }));
    expect(terms[0]).toMatchObject({
      player: 'generator',
      phase: 'own',
      weight: '2',
      every: 4,
      gain: 4,
      effectiveWeight: 2,
    });
  });

  it('takes a generator’s step of its own on every fourth step', async () => {
    const { watched, trainer: run } = await trainer();
    for (let step = 0; step < 5; step += 1) await run.advance();
    const order = watched.passes.map(({ player, index }) => `${player[0]}${index}`);
    expect(order).toEqual(['g0', 'g0', 'd0', 'g1', 'd1', 'g2', 'd2', 'g3', 'd3', 'g4', 'g4', 'd4']);
    run.dispose();
  });

  it('moves its running mean 1 % towards each new mean, and keeps it in snapshots', async () => {
    const { trainer: run } = await trainer({ every: 1 });
    let expected = 0;
    for (let step = 0; step < 3; step += 1) {
      const { numbers } = await run.advance();
      expected += 0.01 * (numbers['path-length/length']! - expected);
    }
    const saved = await run.state.take();
    expect(saved.tensors.get('plugin/path-length/mean')!.values[0]! / expected).toBeCloseTo(1, 5);
    const { trainer: other } = await trainer({ every: 1 });
    other.state.restore(saved);
    await Promise.all([run.advance(), other.advance()]);
    expect(await hashOf(other)).toBe(await hashOf(run));
    run.dispose();
    other.dispose();
  });

  it('runs neither the discriminator nor images of the half in its own step', async () => {
    const { watched, trainer: run } = await trainer();
    await run.advance();
    const [main, own] = watched.passes;
    expect([...main!.gradients.keys()]).toContain('generator/16/image/bias');
    // a bias of the image moves no image with the style
    expect([...own!.gradients.keys()]).not.toContain('generator/16/image/bias');
    expect([...own!.gradients.keys()]).toContain('generator/mapping/0/kernel');
    run.dispose();
  });

  it('works on families whose styles are the latents', async () => {
    const run = await trainerFor({
      model: { use: 'dcgan', resolution: 8, channels: 1, width: 8 },
      train: { steps: 4, batch: 4 },
      plugins: ['path-length'],
    });
    const { numbers } = await run.advance();
    expect(numbers['path-length/penalty']).toBeGreaterThan(0);
    run.dispose();
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { trainer: run } = await trainer();
    await run.advance();
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
