// Modes covered and share of good samples on mixtures of Gaussians, for every arm over several seeds:
//   node bench/mixture.mjs [--data mixture-8,mixture-25] [--arms …] [--seeds 6] [--steps 800] [--json out.json]
import { families, planExperiment, Scope, TrainingData } from '@ganreg/core';
import { createTrainer, mixture } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';
import adaptivemix from '@ganreg/plugin-adaptivemix';
import advas from '@ganreg/plugin-advas';
import * as classics from '@ganreg/plugin-classics';
import ggdr from '@ganreg/plugin-ggdr';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const r1 = { use: 'r1', weight: 0.01, every: 1 };

/** Where each arm differs from the base. GLeaD is missing: points have nothing to enter half-way. */
const arms = {
  plain: { plugins: [] },
  ggdr: { plugins: ['ggdr'] },
  adaptivemix: { plugins: ['adaptivemix'] },
  advas: { plugins: ['advas'] },
  'adaptivemix + advas': { plugins: ['adaptivemix', 'advas'] },
  'ggdr + adaptivemix + advas': { plugins: ['ggdr', 'adaptivemix', 'advas'] },
  r1: { plugins: [r1] },
  'r1 + ggdr + adaptivemix + advas': { plugins: [r1, 'ggdr', 'adaptivemix', 'advas'] },
  lecam: { plugins: [{ use: 'lecam', weight: 0.1 }] },
  'wgan-gp': { loss: 'wgan', plugins: [{ use: 'wgan-gp', weight: 0.1 }] },
  // Nagarajan & Kolter 2017: the minimax game and a fixed weight.
  'advas fixed, minimax': { loss: 'minimax', plugins: [{ use: 'advas', weight: 0.5, with: { lambda: 'fixed' } }] },
};
const batch = 64;

const { values: given } = parseArgs({
  options: {
    data: { type: 'string', default: 'mixture-8,mixture-25' },
    arms: { type: 'string', default: Object.keys(arms).join(',,') },
    seeds: { type: 'string', default: '6' },
    steps: { type: 'string', default: '800' },
    engine: { type: 'string', default: 'wasm' },
    json: { type: 'string' },
  },
});
const [seeds, steps] = [Number(given.seeds), Number(given.steps)];
const chosen = given.arms.split(given.arms.includes(',,') ? ',,' : ',');
await useEngine(given.engine);

const plugins = [adaptivemix, advas, ggdr, ...Object.values(classics)];
const catalogue = {
  families,
  plugin: async (use) => plugins.find(({ name }) => name === use),
  recipe: async () => [],
};

/** 2,500 samples: a sample is good within three deviations of a mode, a mode is covered by at least 25 good samples. */
const measure = async (trainer, { modes, deviation }) => {
  const latents = trainer.latents(2500);
  const samples = trainer.sample(latents);
  const points = await samples.data();
  latents.dispose();
  samples.dispose();
  const counts = modes.map(() => 0);
  let good = 0;
  for (let i = 0; i < points.length; i += 2) {
    const near = modes.findIndex(([x, y]) => Math.hypot(points[i] - x, points[i + 1] - y) <= 3 * deviation);
    if (near === -1) continue;
    counts[near] += 1;
    good += 1;
  }
  return { modes: counts.filter((count) => count >= 25).length, good: good / 2500 };
};

const train = async (data, arm, seed) => {
  const plan = await planExperiment(
    {
      seed,
      data,
      model: { use: 'mlp', latentSize: 8, width: 64, depth: 2 },
      loss: 'non-saturating',
      train: { steps, batch, ema: false, optimizer: { learningRate: 1e-2, beta1: 0.5, beta2: 0.99 } },
      ...arms[arm],
    },
    catalogue,
  );
  const points = mixture(data);
  const trainer = await createTrainer(plan, new Scope().provide(TrainingData, points));
  try {
    for (let step = 0; step < steps; step += 1) await trainer.advance();
    return await measure(trainer, points);
  } catch (error) {
    if (error.code !== 'RUN_DIVERGED') throw error;
    return { modes: 0, good: 0, diverged: true };
  } finally {
    trainer.dispose();
  }
};

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const deviationOf = (numbers) =>
  Math.sqrt(
    mean(numbers.map((number) => (number - mean(numbers)) ** 2)) * (numbers.length / (numbers.length - 1 || 1)),
  );
const shown = (numbers, digits) => `${mean(numbers).toFixed(digits)} ± ${deviationOf(numbers).toFixed(digits)}`;

const results = {};
for (const data of given.data.split(',')) {
  const all = mixture(data).modes.length;
  console.log(`\n${data}, ${steps} steps of ${batch}, ${seeds} seeds; mean ± standard deviation over seeds\n`);
  console.log(`| arm | modes covered of ${all} | good samples | seconds a run |`);
  console.log('|---|---|---|---|');
  for (const arm of chosen) {
    const start = performance.now();
    const found = [];
    for (let seed = 1; seed <= seeds; seed += 1) found.push(await train(data, arm, seed));
    const seconds = (performance.now() - start) / 1000 / seeds;
    results[`${data}/${arm}`] = found;
    const diverged = found.filter(({ diverged: broken }) => broken).length;
    const cells = [
      arm + (diverged > 0 ? ` (${diverged} diverged)` : ''),
      shown(
        found.map(({ modes }) => modes),
        1,
      ),
      shown(
        found.map(({ good }) => 100 * good),
        1,
      ) + ' %',
      seconds.toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    if (given.json !== undefined) await writeFile(given.json, JSON.stringify(results, undefined, 1));
  }
}
