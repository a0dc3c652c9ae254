import { families, Perceptual, planExperiment, Scope, TrainingData, type ExperimentInput } from '@ganreg/core';
import { createTrainer, type Trainer } from '@ganreg/core/training';
import advas from '@ganreg/plugin-advas';
import { r1 } from '@ganreg/plugin-classics';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';
import * as tf from '@tensorflow/tfjs-core';

const regularized = { use: 'r1', every: 1 } as const;
const paper = [
  { use: 'glead', weight: { real: 10, fake: 0 } },
  { use: 'ggdr', with: { source: 'head:generator-features' } },
] as const;
const arms: Readonly<Record<string, NonNullable<ExperimentInput['plugins']>>> = {
  plain: [],
  R1: [regularized],
  GLeaD: ['glead'],
  'Ours*': [...paper],
  AdvAs: ['advas'],
  'all four': [...paper, 'advas', regularized],
};
const models: Readonly<Record<string, ExperimentInput['model']>> = {
  dcgan: { use: 'dcgan', resolution: 32, channels: 3, width: 64 },
  stylegan2: { use: 'stylegan2', resolution: 32, channels: 3, channelBase: 2048, channelMax: 128, mixing: 0 },
};
const plugins: Readonly<Record<string, unknown>> = { glead, ggdr, advas, r1 };
/** Noise for images: what they show does not change the time; nor do pixels in place of a perceptual network. */
const bytes = Uint8Array.from({ length: 32 * 32 * 3 }, (_, index) => (index * 7919) % 256);
const noise = { kind: 'images', name: 'noise', count: 64, height: 32, width: 32, channels: 3, hash: 'noise' } as const;

/** A trainer of 32×32×3 images on the engine that is in use: the family's network of the benches with an arm's plugins. */
export async function trainerOf(family: string, arm: string): Promise<Trainer> {
  const batch = family === 'dcgan' ? 32 : 16;
  const plan = await planExperiment(
    { model: models[family], train: { steps: 1000, batch, ema: false }, plugins: arms[arm] },
    { families, plugin: async (use: string) => plugins[use], recipe: async () => [] } as never,
  );
  const scope = new Scope().provide(TrainingData, { ...noise, image: () => bytes }).provide(Perceptual, {
    name: 'mse',
    description: 'mean squared error',
    distance: (one: tf.Tensor, other: tf.Tensor) => tf.mean(tf.square(tf.sub(one, other))),
    macsPerImage: () => 0,
    dispose: () => undefined,
  } as never);
  return createTrainer(plan, scope);
}
