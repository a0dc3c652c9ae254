// Processor time that GLeaD and Ours* add to a step of StyleGAN2, against the multiply-adds that their plans count.
// node bench/glead-cost.mjs [side] [batch] [rounds] [engine] [channels]; pixels are compared, so that no perceptual network is in it.
import { describePlan, families, Perceptual, planExperiment, Scope, TrainingData } from '@ganreg/core';
import { createTrainer } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';
import * as tf from '@tensorflow/tfjs-core';

const [side = 32, batch = 8, rounds = 8, engine = 'wasm', most = 64] = process.argv
  .slice(2)
  .map((text) => Number(text) || text);
await useEngine(engine);

const plugins = { glead, ggdr };
const catalogue = { families, plugin: async (use) => plugins[use], recipe: async () => [] };
/** Noise for images: what they show does not change the time. */
const bytes = Uint8Array.from({ length: side * side * 3 }, (_, index) => (index * 7919) % 256);
const noise = { kind: 'images', name: 'noise', count: 64, height: side, width: side, channels: 3, hash: 'noise' };
const pixels = {
  name: 'mse',
  description: 'mean squared error',
  distance: (one, other) => tf.mean(tf.square(tf.sub(one, other))),
  macsPerImage: () => 0,
  dispose: () => undefined,
};
const arms = {
  StyleGAN2: [],
  GLeaD: ['glead'],
  'Ours*': [
    { use: 'glead', weight: { real: 10, fake: 0 } },
    { use: 'ggdr', with: { source: 'head:generator-features' } },
  ],
};

const entries = [];
for (const [name, list] of Object.entries(arms)) {
  const model = { use: 'stylegan2', resolution: side, channels: 3, channelBase: 16 * most, channelMax: most };
  const train = { steps: 1000, batch, ema: false };
  const plan = await planExperiment({ model, train, plugins: list }, catalogue);
  const scope = new Scope().provide(TrainingData, { ...noise, image: () => bytes }).provide(Perceptual, pixels);
  entries.push({
    name,
    planned: describePlan(plan).cost.ratio,
    trainer: await createTrainer(plan, scope),
    least: Infinity,
  });
}
for (let round = 0; round <= rounds; round += 1) {
  for (const entry of entries) {
    const before = process.cpuUsage();
    await entry.trainer.advance();
    const { user, system } = process.cpuUsage(before);
    // The first round fills caches.
    if (round > 0) entry.least = Math.min(entry.least, (user + system) / 1000);
  }
}
for (const { trainer } of entries) trainer.dispose();

const [baseline, , stacked] = entries;
const percent = (ratio) => `${((ratio - 1) * 100).toFixed(1)} %`;
console.log(
  `engine ${engine}, ${side}×${side}, ${most} channels at most, batch ${batch}; processor time of a step, least of ${rounds} alternating rounds`,
);
console.log('| | step | added | planned | planned · 1.15 | planned + 15 points |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const { name, least, planned } of entries)
  console.log(
    `| ${name} | ${least.toFixed(0)} ms | ${percent(least / baseline.least)} | ${percent(planned)} | ${percent(1 + (planned - 1) * 1.15)} | ${percent(planned + (planned > 1 ? 0.15 : 0))} |`,
  );
console.log(`Ours* against GLeaD: ${percent(stacked.least / entries[1].least)} (at most 3 %)`);
