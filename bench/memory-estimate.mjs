// Memory that training takes, estimated without a number and measured over real steps, each case in a process of its own.
// node bench/memory-estimate.mjs [part of a case's name], ENGINE=wasm+native for another engine; ends with 1 where an estimate is off by more than a quarter
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { families, planExperiment } from '@ganreg/core';
import { estimateRun } from '@ganreg/core/node';
import { builtInPlugins } from './support/plugins.mjs';

const cases = {
  'mlp batch 256': { data: 'mixture-8', model: { use: 'mlp' }, batch: 256 },
  'dcgan-32 batch 8': { model: 'dcgan', batch: 8 },
  'dcgan-32 batch 64': { model: 'dcgan', batch: 64 },
  'dcgan-32 batch 64 r1': { model: 'dcgan', batch: 64, plugins: ['r1'] },
  'dcgan-32 batch 32 advas': { model: 'dcgan', batch: 32, plugins: ['advas'] },
  'dcgan-64 batch 32': { model: { use: 'dcgan', resolution: 64, channels: 3 }, batch: 32 },
  'resnet-32 batch 16': { model: { use: 'resnet', resolution: 32, channels: 3 }, batch: 16 },
  'resnet-32 batch 16 r1': { model: { use: 'resnet', resolution: 32, channels: 3 }, batch: 16, plugins: ['r1'] },
  'resnet-32 batch 16 adaptivemix advas': {
    model: { use: 'resnet', resolution: 32, channels: 3 },
    batch: 16,
    plugins: ['adaptivemix', 'advas'],
  },
  'stylegan2-32 batch 4': { model: { use: 'stylegan2', resolution: 32, channels: 3 }, batch: 4 },
  'stylegan2-32 batch 16': { model: { use: 'stylegan2', resolution: 32, channels: 3 }, batch: 16 },
  'stylegan2-32 batch 16 r1 path-length': {
    model: { use: 'stylegan2', resolution: 32, channels: 3 },
    batch: 16,
    plugins: ['r1', 'path-length'],
  },
  'stylegan2-32 batch 16 glead': {
    model: { use: 'stylegan2', resolution: 32, channels: 3 },
    batch: 16,
    plugins: ['glead'],
  },
  'stylegan2-32 batch 8 glead ggdr r1 advas': {
    model: { use: 'stylegan2', resolution: 32, channels: 3 },
    batch: 8,
    plugins: ['glead', 'ggdr', 'r1', 'advas'],
  },
  'stylegan2-32 batch 64 in parts of 8': {
    model: { use: 'stylegan2', resolution: 32, channels: 3 },
    batch: 64,
    microBatch: 8,
  },
  'stylegan2-64 batch 8': { model: { use: 'stylegan2', resolution: 64, channels: 3 }, batch: 8 },
  'stylegan2-32 published batch 4': {
    model: { use: 'stylegan2', preset: 'stylegan2-32', resolution: 32, channels: 3 },
    batch: 4,
  },
};

const plan = ({ data, model, batch, plugins = [], microBatch }) =>
  planExperiment(
    {
      ...(data && { data }),
      model,
      engine: process.env.ENGINE ?? 'wasm',
      train: { steps: 2, batch, ...(microBatch && { microBatch }) },
      // lazy terms on every step, so that the second step has them too
      plugins: plugins.map((use) => ({ use, every: 1 })),
    },
    { families, plugin: async (use) => builtInPlugins[use], recipe: async () => [] },
  );

const [first = '', name] = process.argv.slice(2);
if (first === '--child') {
  const { measured } = await import('./support/measured-memory.mjs');
  console.log(JSON.stringify(await measured(await plan(cases[name]))));
  process.exit(0);
}

const mebibytes = (bytes) => String(Math.round(bytes / 2 ** 20));
let worst = 1;
/** Scratch memory of products, which is not estimated, is as large as the tensors of a tiny net. */
const tiny = 16 * 2 ** 20;
const compared = (estimated, found) => {
  const ratio = estimated / found;
  if (found > tiny) worst = Math.max(worst, ratio, 1 / ratio);
  return [mebibytes(estimated), mebibytes(found), ratio.toFixed(2)];
};
console.log('| run | tensors, MiB: estimated | measured | ratio | process, MiB: estimated | measured | ratio |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [title, each] of Object.entries(cases)) {
  if (!title.includes(first)) continue;
  const estimate = await estimateRun(await plan(each), process.cwd());
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', title], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  const found = JSON.parse(child.stdout);
  const cells = [...compared(estimate.tensors, found.tensors), ...compared(estimate.process, found.process)];
  console.log(`| ${title} | ${cells.join(' | ')} |`);
}
console.log(`off by a factor of ${worst.toFixed(2)} at most`);
if (worst > 1.25) process.exitCode = 1;
