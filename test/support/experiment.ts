import { useEngine, type EngineName } from '@ganreg/numerics';
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import {
  families,
  planExperiment,
  Perceptual,
  Scope,
  TrainingData,
  type Catalogue,
  type ExperimentInput,
  type PerceptualDistance,
  type Plan,
  type Plugin,
  type PointSet,
  type Dataset,
} from '@ganreg/core';
import { createTrainer, mixture, type Trainer } from '@ganreg/core/training';
import adaptivemix from '@ganreg/plugin-adaptivemix';
import advas from '@ganreg/plugin-advas';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';
import * as classics from '@ganreg/plugin-classics';
import { createRandom } from '@ganreg/numerics/random';

export const allPlugins: readonly Plugin[] = [adaptivemix, advas, ggdr, glead, ...Object.values(classics)];

/** The engine that the suite runs on: GANREG_ENGINE, wasm by default. */
export const testEngine = (process.env.GANREG_ENGINE ?? 'wasm') as EngineName;

export const catalogueOf = (plugins: readonly Plugin[]): Catalogue => ({
  families,
  plugin: async (use) => {
    const plugin = plugins.find((candidate) => candidate.name === use);
    if (plugin === undefined) throw new Error(`the test has no plugin ${use}`);
    return plugin;
  },
  recipe: async () => [],
});

/** Pixel mean squared error, so that these tests need no feature network. */
export const pixels: PerceptualDistance = {
  name: 'test-mse',
  description: 'mean squared error',
  distance: (one, other) => tf.mean(tf.square(tf.sub(one, other))),
  macsPerImage: () => 0,
  dispose: () => undefined,
};

/** Smooth random blobs: images with structure that need no file. */
export const blobs = (side: number, channels: number, count = 64): Dataset => {
  const draws = createRandom(7).stream('blobs').at(0);
  const images = Array.from({ length: count }, () => {
    const [x, y, width] = [draws.number() * side, draws.number() * side, (0.1 + 0.2 * draws.number()) * side];
    return Uint8Array.from({ length: side * side * channels }, (_, i) => {
      const pixel = Math.floor(i / channels);
      const distance = ((pixel % side) - x) ** 2 + (Math.floor(pixel / side) - y) ** 2;
      return Math.round(255 * Math.exp(-distance / (2 * width ** 2)));
    });
  });
  return {
    kind: 'images',
    name: 'blobs',
    count,
    height: side,
    width: side,
    channels,
    hash: `blobs-${side}-${channels}-${count}`,
    image: (index) => images[index] ?? new Uint8Array(),
  };
};

/** 8×8 grey images, a network of a few channels: a step takes milliseconds. */
export const micro: ExperimentInput = {
  model: { use: 'dcgan', resolution: 8, channels: 1, latentSize: 8, width: 8, widthMax: 16 },
  train: { steps: 40, batch: 4, ema: '100' },
};

export const planFor = (config: ExperimentInput, plugins: readonly Plugin[] = allPlugins): Promise<Plan> =>
  planExperiment(config, catalogueOf(plugins));

export interface TrainerOptions {
  readonly plugins?: readonly Plugin[];
  readonly data?: Dataset | PointSet;
  readonly perceptual?: PerceptualDistance;
}

export const trainerFor = async (
  config: ExperimentInput,
  { plugins = allPlugins, data, perceptual = pixels }: TrainerOptions = {},
): Promise<Trainer> => {
  await useEngine(testEngine);
  const plan = await planFor(config, plugins);
  const points = plan.model.resolution === 1;
  const scope = new Scope()
    .provide(TrainingData, data ?? (points ? mixture('mixture-8') : blobs(plan.model.resolution, plan.model.channels)))
    .provide(Perceptual, perceptual);
  return createTrainer(plan, scope);
};

/** Runs a new trainer and gives the SHA-256 of every tensor it holds afterwards; `only` keeps names with that prefix. */
export const hashAfter = async (
  config: ExperimentInput,
  steps: number,
  options: TrainerOptions & { readonly only?: RegExp } = {},
): Promise<string> => {
  const trainer = await trainerFor(config, options);
  for (let step = 0; step < steps; step += 1) await trainer.advance();
  const hash = await hashOf(trainer, options.only);
  trainer.dispose();
  return hash;
};

export const hashOf = async (trainer: Trainer, only = /./u): Promise<string> => {
  const { tensors } = await trainer.state.take();
  const sum = createHash('sha256');
  for (const [name, { values }] of [...tensors]
    .filter(([each]) => only.test(each))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    sum.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return sum.digest('hex');
};
