import { Perceptual, planExperiment, Scope, TrainingData } from '@ganreg/core';
import { createTrainer } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import infogan from '../../../examples/third-party-style/infogan.ts';
import reconstruction, { Targets } from '../../../examples/third-party-style/reconstruction.ts';
import {
  allPlugins,
  blobs,
  catalogueOf,
  micro,
  pixels,
  planFor,
  testEngine,
  trainerFor,
} from '../../support/experiment.ts';
import { ganreg } from '../../support/command.ts';

const plugins = [...allPlugins, infogan, reconstruction];
const four = ['glead', 'ggdr', 'adaptivemix', 'advas'];

describe('InfoGAN as a plugin of somebody else', () => {
  const use = { use: 'infogan', with: { categories: 3, continuous: 1 } };
  const fast = { ...micro.train, optimizer: { learningRate: 0.005, beta1: 0.5, beta2: 0.99, epsilon: 1e-8 } };

  it('learns to read its codes off the fakes', async () => {
    const trainer = await trainerFor({ ...micro, train: { ...fast, batch: 16 }, plugins: [use] }, { plugins });
    const losses: number[] = [];
    for (let step = 0; step < 150; step += 1)
      losses.push((await trainer.advance()).numbers['infogan/discriminator'] ?? Number.NaN);
    trainer.dispose();
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    // Chance is ln 3 + ⅙.
    expect(mean(losses.slice(-10))).toBeLessThan(0.7 * mean(losses.slice(0, 5)));
  });

  it('trains stacked with all four methods', async () => {
    const trainer = await trainerFor({ ...micro, plugins: [...four, use] }, { plugins });
    for (let step = 0; step < 3; step += 1) {
      const { numbers } = await trainer.advance();
      expect(Object.values(numbers).every(Number.isFinite)).toBe(true);
    }
    trainer.dispose();
  });

  it('is a file that a configuration names', async () => {
    const set = ['plugins=["./infogan.ts"]', 'model={"use":"dcgan","resolution":8,"channels":1,"latentSize":74}'];
    const { status, stdout } = await ganreg(['inspect', 'empty.json', ...set.flatMap((text) => ['--set', text])], {
      cwd: fileURLToPath(new URL('../../../examples/third-party-style', import.meta.url)),
    });
    expect(status).toBe(0);
    expect(stdout).toContain('infogan/generator');
  });

  it('needs latents to spare', async () => {
    await expect(planFor({ ...micro, plugins: [{ use: 'infogan' }] }, plugins)).rejects.toMatchObject({
      path: 'plugins[0].with.categories',
    });
  });
});

describe('a reconstruction loss with targets of the host', () => {
  it('draws the images of given latents to their targets', async () => {
    await useEngine(testEngine);
    const plan = await planExperiment(
      { ...micro, plugins: [...four, { use: 'reconstruction', weight: 10, with: { norm: 2 } }] },
      catalogueOf(plugins),
    );
    const latents = tf.randomNormal<tf.Rank.R2>([4, 8], 0, 1, 'float32', 1);
    const images = tf.mul<tf.Tensor4D>(tf.ones([4, 8, 8, 1]), 0.5);
    const scope = new Scope()
      .provide(TrainingData, blobs(8, 1))
      .provide(Perceptual, pixels)
      .provide(Targets, { pairs: () => ({ latents, images }) });
    const trainer = await createTrainer(plan, scope);
    const errors: number[] = [];
    for (let step = 0; step < 30; step += 1)
      errors.push((await trainer.advance()).numbers['reconstruction/pixels'] ?? Number.NaN);
    trainer.dispose();
    tf.dispose([latents, images]);
    expect(errors.at(-1)).toBeLessThan(errors[0] ?? Number.NaN);
  });
});
