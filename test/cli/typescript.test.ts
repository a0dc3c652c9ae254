import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineExperiment } from '@ganreg/core';
import { ganreg } from '../support/command.ts';

let folder: string;
beforeAll(async () => {
  // Nothing is installed here: what the files import is what the command line itself runs on.
  folder = await mkdtemp(join(tmpdir(), 'ganreg-typescript-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plugin = `
import { definePlugin, GanregError, type ModelDescription } from '@ganreg/core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { factor } from './factor.ts';

export default definePlugin({
  name: 'typed', version: '1.0.0', about: 'Written in TypeScript',
  options: z.strictObject({ side: z.int().default(8) }),
  terms: { scores: { player: 'discriminator', on: 'real', weight: factor } },
  requires: ({ side }, model: ModelDescription) => {
    if (side > model.resolution)
      throw new GanregError('TYPED_TOO_LARGE', 'too large', { path: 'with.side', fix: 'make it smaller' });
    return {};
  },
  setup: (given) => {
    if (given.tf.Tensor !== tf.Tensor || given.tf.engine() !== tf.engine()) throw new Error('two copies of TensorFlow.js');
    return { terms: { scores: ({ real }) => tf.mean(tf.square(real.verdict.logits)) } };
  },
});
`;

const config = (side: number): string => `
import { defineExperiment } from '@ganreg/core';
const steps: number = 2;
export default defineExperiment({
  engine: 'wasm',
  model: { use: 'dcgan', resolution: 8, channels: 1, width: 8 },
  train: { steps, batch: 4 },
  run: { folder: 'runs/typed' },
  plugins: [{ use: './typed.ts', with: { side: ${side} } }],
});
`;

describe('a configuration and a plugin in TypeScript, without a build or an installation', () => {
  it('train on the one copy of core, zod and TensorFlow.js that there is', async () => {
    await writeFile(join(folder, 'factor.ts'), 'export const factor: number = 0.25;\n');
    await writeFile(join(folder, 'typed.ts'), plugin);
    await writeFile(join(folder, 'ganreg.config.ts'), config(8));
    const { status, stdout, stderr } = await ganreg(['train'], { cwd: folder });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('finished after 2 steps');
  });

  it('end in messages, not in stack traces, where they are wrong', async () => {
    await writeFile(join(folder, 'ganreg.config.ts'), config(16));
    const { status, stderr, tensorflow } = await ganreg(['inspect'], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^TYPED_TOO_LARGE at plugins\[0\]\.with\.side\n {2}too large\n {2}→ make it smaller/u);
    // Planning imports a plugin that imports TensorFlow.js itself.
    expect(tensorflow).toBe(true);
  });
});

describe('defineExperiment', () => {
  it('infers what a configuration may say', () => {
    const experiment = defineExperiment({ loss: 'hinge', plugins: [{ use: 'ggdr', weight: { features: 3 } }] });
    expect(experiment.loss).toBe('hinge');
    // @ts-expect-error a loss that there is not
    defineExperiment({ loss: 'hing' });
    // @ts-expect-error a key that there is not
    defineExperiment({ trian: { steps: 3 } });
  });
});
