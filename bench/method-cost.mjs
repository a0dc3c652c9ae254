// Time of the halves of a step with AdvAs and AdaptiveMix against a plain one: node bench/method-cost.mjs [batch] [rounds] [engine]
import { definePlugin, families, planExperiment, Scope, TrainingData } from '@ganreg/core';
import { createTrainer } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';
import adaptivemix from '@ganreg/plugin-adaptivemix';
import advas from '@ganreg/plugin-advas';
import { z } from 'zod';

const [batch = 16, rounds = 7, engine = 'wasm'] = process.argv.slice(2).map((text) => Number(text) || text);
await useEngine(engine);

/** Processor time at the end of each half: after every other gradient hook, before the optimizer. */
const marks = {};
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const mark = (half) => (gradients) => {
  marks[half] = processorTime();
  return gradients;
};
const clock = definePlugin({
  name: 'zz-clock',
  version: '0.1.0',
  about: 'Reads the clock',
  place: 'last',
  options: z.strictObject({}),
  terms: {},
  setup: () => ({ discriminatorGradients: mark('discriminator'), generatorGradients: mark('generator') }),
});

const plugins = { adaptivemix, advas, 'zz-clock': clock };
const catalogue = { families, plugin: async (use) => plugins[use], recipe: async () => [] };

/** Noise for images: what they show does not change the time. */
const noise = (side, channels) => {
  const bytes = Uint8Array.from({ length: side * side * channels }, (_, i) => (i * 7919) % 256);
  const data = { kind: 'images', name: 'noise', count: 64, height: side, width: side, channels, hash: 'noise' };
  return { ...data, image: () => bytes };
};

const trainerFor = async (use, list) => {
  const train = { steps: 1000, batch, ema: false };
  const config = { model: { use, resolution: 32, channels: 3 }, train, plugins: [...list, 'zz-clock'] };
  const plan = await planExperiment(config, catalogue);
  return createTrainer(plan, new Scope().provide(TrainingData, noise(32, 3)));
};

const arms = {
  plain: [],
  advas: ['advas'],
  differences: [{ use: 'advas', with: { differentiation: 'finite-difference' } }],
  adaptivemix: ['adaptivemix'],
};

console.log(`engine ${engine}, batch ${batch}, 32×32; processor time, least of ${rounds} rounds`);
console.log('| family | generator’s half | with AdvAs | by differences | discriminator’s half | with AdaptiveMix |');
console.log('|---|---|---|---|---|---|');
for (const use of ['dcgan', 'resnet', 'stylegan2']) {
  const trainers = [];
  for (const [name, list] of Object.entries(arms)) trainers.push([name, await trainerFor(use, list)]);
  const least = {};
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, trainer] of trainers) {
      const start = processorTime();
      await trainer.advance();
      const found = {
        discriminator: marks.discriminator - start,
        generator: marks.generator - marks.discriminator,
      };
      // The first round fills caches.
      least[name] ??= { discriminator: Infinity, generator: Infinity };
      if (round > 0)
        for (const half of Object.keys(found)) least[name][half] = Math.min(least[name][half], found[half]);
    }
  }
  for (const [, trainer] of trainers) trainer.dispose();
  const times = (arm, half) => `${(least[arm][half] / least.plain[half]).toFixed(2)}×`;
  const cells = [
    `${least.plain.generator.toFixed(0)} ms`,
    times('advas', 'generator'),
    times('differences', 'generator'),
    `${least.plain.discriminator.toFixed(0)} ms`,
    times('adaptivemix', 'discriminator'),
  ];
  console.log(`| ${use} | ${cells.join(' | ')} |`);
}
