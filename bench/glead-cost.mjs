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
    times: [],
  });
}
// The first round fills caches.
for (let round = 0; round <= rounds; round += 1) {
  for (const { trainer, times } of entries) {
    const before = process.cpuUsage();
    await trainer.advance();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) times.push((user + system) / 1000);
  }
}
for (const { trainer } of entries) trainer.dispose();

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const least = ({ times }) => Math.min(...times);
/** Of each round's own pair: what slows the machine down for a while slows both. */
const paired = (one, other) => median(one.times.map((time, round) => time / other.times[round]));
const [baseline, glad, stacked] = entries;
const percent = (ratio) => `${((ratio - 1) * 100).toFixed(1)} %`;
console.log(
  `engine ${engine}, ${side}×${side}, ${most} channels at most, batch ${batch}; processor time of a step, ${rounds} alternating rounds`,
);
console.log('| | least | added | added, median of rounds | planned | planned · 1.15 | planned + 15 points |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const entry of entries) {
  const added = [least(entry) / least(baseline), paired(entry, baseline)];
  const bounds = [entry.planned, 1 + (entry.planned - 1) * 1.15, entry.planned + (entry === baseline ? 0 : 0.15)];
  const cells = [`${least(entry).toFixed(0)} ms`, ...[...added, ...bounds].map(percent)];
  console.log(`| ${entry.name} | ${cells.join(' | ')} |`);
}
console.log(
  `Ours* against GLeaD: ${percent(least(stacked) / least(glad))}, by rounds ${percent(paired(stacked, glad))}; at most 3 %`,
);
