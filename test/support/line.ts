import { useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import {
  defineFamily,
  definePlugin,
  planExperiment,
  Scope,
  TrainingData,
  type ExperimentInput,
  type Family,
  type Plugin,
  type PointSet,
} from '@ganreg/core';
import { createTrainer, type Trainer } from '@ganreg/core/training';
import { z } from 'zod';
import { catalogueOf, testEngine } from './experiment.ts';

const scalar = { shape: [1, 1], initial: 'zeros' } as const;
const bias = { shape: [1], initial: 'zeros' } as const;

/** G(z) = a·z + b and D(x) = w·x + c on the real line: every gradient is known by hand. An "image" is `[B, 1, 1, 1]`. */
export const line = defineFamily({
  name: 'line',
  options: z.strictObject({}),
  defaultSize: () => ({ resolution: 1, channels: 1 }),
  describe: () => ({
    family: 'line',
    resolution: 1,
    channels: 1,
    latentSize: 1,
    styleSize: 1,
    generator: { taps: new Map([[1, 1]]), parameters: { a: scalar, b: bias }, buffers: {}, batchCoupled: false },
    discriminator: { taps: new Map([[1, 1]]), parameters: { w: scalar, c: bias }, buffers: {}, batchCoupled: false },
    macs: { generator: 1, discriminator: 1, resume: () => 0 },
  }),
  load: async () => ({
    generator: ({ parameters }) => ({
      map: (latents) => latents,
      synthesize: (styles) => {
        const points = tf.add(
          tf.matMul(styles as tf.Tensor2D, parameters.get('a') as tf.Tensor2D),
          parameters.get('b') as tf.Tensor,
        );
        const images = tf.reshape(points, [-1, 1, 1, 1]) as tf.Tensor4D;
        return { images, styles, features: { resolutions: [1], at: () => images } };
      },
    }),
    discriminator: ({ parameters }) => {
      const score = (points: tf.Tensor): tf.Tensor2D =>
        tf.add(
          tf.matMul(tf.reshape(points, [-1, 1]), parameters.get('w') as tf.Tensor2D),
          parameters.get('c') as tf.Tensor,
        );
      return {
        judge: (images) => ({
          logits: score(images),
          features: { resolutions: [1], at: () => images },
          embedding: tf.reshape(images, [-1, 1]),
        }),
        score,
        conclude: score,
      };
    },
  }),
});

export interface Points {
  readonly reals: readonly number[];
  readonly latents: readonly number[];
}

/** Replaces reals and latents by these; asked anew in each half of each step. */
export const given = (points: () => Points): Plugin =>
  definePlugin({
    name: 'given',
    version: '0.1.0',
    about: 'Fixed reals and latents',
    place: 'first',
    options: z.strictObject({}),
    terms: {},
    setup: () => ({
      reals: () => tf.tensor4d([...points().reals], [points().reals.length, 1, 1, 1]),
      latents: () => tf.tensor2d([...points().latents], [points().latents.length, 1]),
    }),
  });

const zeros: PointSet = {
  kind: 'points',
  name: 'zeros',
  count: 64,
  hash: 'zeros',
  modes: [[0, 0]],
  deviation: 0,
  point: () => new Float32Array(2),
};

export interface LineValues {
  readonly a?: number;
  readonly b?: number;
  readonly w?: number;
  readonly c?: number;
}

/** A trainer on the line with these parameters, reals and latents. */
export const lineTrainer = async (
  config: ExperimentInput,
  plugins: readonly Plugin[],
  values: LineValues,
  points: Points | (() => Points),
): Promise<Trainer> => {
  await useEngine(testEngine);
  const current = typeof points === 'function' ? points : () => points;
  const fixed = given(current);
  const catalogue = { ...catalogueOf([...plugins, fixed]), families: [line as unknown as Family] };
  const plan = await planExperiment(
    {
      data: { use: 'service' },
      ...config,
      model: 'line',
      train: { steps: 10_000, batch: current().reals.length, ema: false, ...config.train },
      plugins: [...(config.plugins ?? []), 'given'],
    },
    catalogue,
  );
  const trainer = await createTrainer(plan, new Scope().provide(TrainingData, zeros));
  const { generator, discriminator } = trainer.context.networks;
  for (const [path, value] of Object.entries(values)) {
    const variable = generator.parameters.get(path) ?? discriminator.parameters.get(path);
    tf.tidy(() => variable?.assign(tf.fill(variable.shape, value)));
  }
  return trainer;
};

/** Plain gradient descent of rate `rate` in place of the optimizers; give it the trainer once there is one. */
export const descent = (rate: number): { readonly plugin: Plugin; readonly use: (trainer: Trainer) => void } => {
  let trainer: Trainer | undefined;
  const step =
    (player: 'generator' | 'discriminator') =>
    (gradients: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, tf.Tensor> => {
      for (const [path, gradient] of gradients) {
        const variable = trainer?.context.trainable[player].get(path);
        variable?.assign(tf.sub(variable, tf.mul(gradient, rate)));
      }
      return new Map();
    };
  return {
    use: (value) => (trainer = value),
    plugin: definePlugin({
      name: 'zz-descent',
      version: '0.1.0',
      about: 'Gradient descent',
      place: 'last',
      options: z.strictObject({}),
      terms: {},
      setup: () => ({ generatorGradients: step('generator'), discriminatorGradients: step('discriminator') }),
    }),
  };
};

/** Keeps what the optimizers are given, after every other gradient hook: `player/parameter` → value. */
export const finalGradients = (): { readonly plugin: Plugin; readonly read: ReadonlyMap<string, number> } => {
  const values = new Map<string, number>();
  const keep = (gradients: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, tf.Tensor> => {
    for (const [path, gradient] of gradients) values.set(path, gradient.dataSync()[0] ?? Number.NaN);
    return gradients;
  };
  return {
    read: values,
    plugin: definePlugin({
      name: 'zy-final',
      version: '0.1.0',
      about: 'Reads gradients',
      place: 'last',
      options: z.strictObject({}),
      terms: {},
      setup: () => ({ generatorGradients: keep, discriminatorGradients: keep }),
    }),
  };
};
