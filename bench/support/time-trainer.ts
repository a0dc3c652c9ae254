// child of the engine bench: node time-trainer.js ENGINE THREADS FAMILY ARM STEPS; prints samples of whole steps of the trainer
import { families, Perceptual, planExperiment, Scope, TrainingData, type ExperimentInput } from '@ganreg/core';
import { createTrainer } from '@ganreg/core/training';
import { useEngine, type EngineName } from '@ganreg/numerics';
import advas from '@ganreg/plugin-advas';
import { r1 } from '@ganreg/plugin-classics';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';
import * as tf from '@tensorflow/tfjs-core';
import { sample, type Sample } from './rounds.ts';

const [engine = 'wasm', threads = '1', family = 'dcgan', arm = 'plain', steps = '3'] = process.argv.slice(2);
await useEngine({
  use: engine as EngineName,
  ...(engine === 'wasm' ? {} : { threads: Number(threads) }),
});

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
const batch = family === 'dcgan' ? 32 : 16;
const plugins: Readonly<Record<string, unknown>> = { glead, ggdr, advas, r1 };
const plan = await planExperiment(
  { model: models[family], train: { steps: 1000, batch, ema: false }, plugins: arms[arm] },
  { families, plugin: async (use: string) => plugins[use], recipe: async () => [] } as never,
);
/** Noise for images: what they show does not change the time; nor do pixels in place of a perceptual network. */
const bytes = Uint8Array.from({ length: 32 * 32 * 3 }, (_, index) => (index * 7919) % 256);
const noise = { kind: 'images', name: 'noise', count: 64, height: 32, width: 32, channels: 3, hash: 'noise' } as const;
const scope = new Scope().provide(TrainingData, { ...noise, image: () => bytes }).provide(Perceptual, {
  name: 'mse',
  description: 'mean squared error',
  distance: (one: tf.Tensor, other: tf.Tensor) => tf.mean(tf.square(tf.sub(one, other))),
  macsPerImage: () => 0,
  dispose: () => undefined,
} as never);
const trainer = await createTrainer(plan, scope);
const samples: Sample[] = [];
for (let index = 0; index <= Number(steps); index++) {
  const taken = await sample(async () => {
    await trainer.advance();
  });
  // the first step fills caches
  if (index > 0) samples.push(taken);
}
console.log(JSON.stringify(samples));
// a pool of threads would keep the process
process.exit(0);
