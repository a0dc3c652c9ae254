// child of verify.mjs: node child.mjs ENGINE FILE; trains, takes and restores a checkpoint, measures, and writes every number
import { writeFileSync } from 'node:fs';
import { families, Perceptual, planExperiment, Scope, TrainingData } from '@ganreg/core';
import { openFeatureNetwork } from '@ganreg/core/node/open';
import { createTrainer } from '@ganreg/core/training';
import { createRandom, useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { builtInPlugins } from '../../bench/support/plugins.mjs';

const [engine, file] = process.argv.slice(2);
const { versions } = await useEngine(engine);
console.log(engine, versions.adapter ?? '');

const common = { resolution: 16, channels: 1, latentSize: 8 };
const cases = {
  'dcgan with R1': { model: { use: 'dcgan', ...common, width: 8, widthMax: 16 }, plugins: [{ use: 'r1', every: 1 }] },
  'stylegan2 with GLeaD and GGDR': {
    model: { use: 'stylegan2', ...common, styleSize: 8, mappingLayers: 1, channelBase: 128, channelMax: 8 },
    plugins: ['glead', 'ggdr'],
  },
};
const pixels = {
  name: 'mse',
  description: 'mean squared error',
  distance: (one, other) => tf.mean(tf.square(tf.sub(one, other))),
  macsPerImage: () => 0,
  dispose: () => undefined,
};
const bytes = createRandom(1)
  .stream('bytes')
  .at(0)
  .integers(64 * 256, 256);
const data = {
  kind: 'images',
  name: 'noise',
  count: 64,
  height: 16,
  width: 16,
  channels: 1,
  hash: 'noise',
  image: (index) => Uint8Array.from(bytes.subarray(index * 256, (index + 1) * 256)),
};
const network = await openFeatureNetwork();

const result = {};
for (const [name, { model, plugins }] of Object.entries(cases)) {
  const plan = await planExperiment(
    // a large epsilon: Adam's first steps would turn the last bit of a small gradient into a whole step
    { model, train: { steps: 3, batch: 4, optimizer: { epsilon: 1e-3 } }, plugins },
    { families, plugin: async (use) => builtInPlugins[use], recipe: async () => [] },
  );
  const open = () => createTrainer(plan, new Scope().provide(TrainingData, data).provide(Perceptual, pixels));
  const first = await open();
  for (let step = 0; step < 2; step += 1) await first.advance();
  const checkpoint = await first.state.take();
  first.dispose();
  const second = await open();
  second.state.restore(checkpoint);
  await second.advance();
  const { tensors } = await second.state.take();
  const features = network.embed(tf.image.resizeBilinear(second.sample(second.latents(4)), [64, 64]));
  const embedding = await features.data();
  second.dispose();
  result[name] = {
    tensors: Object.fromEntries([...tensors].map(([path, { values }]) => [path, [...values]])),
    metric: Math.hypot(...embedding),
  };
}
writeFileSync(file, JSON.stringify(result));
process.exit(0);
