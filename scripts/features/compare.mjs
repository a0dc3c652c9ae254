// Compares feature networks: linear probe, nearest neighbours, corruption ranking of a Fréchet distance, speed.
//   npm run build
//   node scripts/features/compare.mjs DATA-FOLDER NETWORK-FOLDER LAYER[+LAYER…] SIDE
// DATA-FOLDER holds cifar10, mnist and fashion-mnist as `openDataset` wants them; NETWORK-FOLDER network.json and
// weights.bin; the features are the spatial means of the layers at images of SIDE. Everything is seeded.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useEngine } from '@ganreg/numerics';
import { adaptation } from '../../packages/core/dist/data/adapt.js';
import { embedImages } from '../../packages/core/dist/metrics/embed-images.js';
import { imageSpace } from '../../packages/core/dist/metrics/image-space.js';
import { frechetDistance } from '../../packages/core/dist/metrics/frechet.js';
import { gaussianStatistics } from '../../packages/core/dist/metrics/gaussian-statistics.js';
import { openDataset } from '../../packages/core/dist/node/data/open-dataset.js';
import { loadFeatureNetwork } from '../../packages/core/dist/perceptual/feature-network.js';
import { corruptions } from './corruptions.mjs';
import { linearProbe, nearestProbe } from './probes.mjs';
import { labelsOf } from './labels.mjs';

const [folder, network, layers, side] = process.argv.slice(2);
await useEngine('wasm');
const description = JSON.parse(readFileSync(join(network, 'network.json'), 'utf8'));
description.embedding = layers.split('+');
description.evaluationSide = Number(side);
description.minimumSide = Math.min(Number(side), description.minimumSide);
const net = await loadFeatureNetwork(
  Buffer.from(JSON.stringify(description)),
  readFileSync(join(network, 'weights.bin')),
);
const space = imageSpace(net);

const seeded = (seed) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
function sample(set, labels, count, seed) {
  const random = seeded(seed);
  const { steps, apply } = adaptation(set, { resolution: 32, channels: 3 });
  const order = Array.from({ length: set.count }, (_, index) => index);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const images = order.slice(0, count).map((index) => (steps.length > 0 ? apply(set.image(index)) : set.image(index)));
  return { ...source(images), labels: order.slice(0, count).map((index) => labels[index]) };
}
const source = (images) => ({
  count: images.length,
  height: 32,
  width: 32,
  channels: 3,
  image: (index) => images[index],
  images,
});

const report = { network: description.name, layers, side: Number(side), dimension: net.dimension };
for (const [name, trainCount, testCount] of [
  ['cifar10', 3000, 1500],
  ['mnist', 1500, 750],
  ['fashion-mnist', 1500, 750],
]) {
  const take = async (split, count, seed) =>
    sample(await openDataset(name, { folders: [folder], split }), await labelsOf(folder, name, split), count, seed);
  const train = await take('train', trainCount, 1);
  const test = await take('test', testCount, 2);
  const started = performance.now();
  const [a, b] = [await embedImages(space, train), await embedImages(space, test)];
  if (name === 'cifar10')
    report.millisecondsPerImage = Number(((performance.now() - started) / (trainCount + testCount)).toFixed(2));
  report[name] = {
    linear: linearProbe(a, train.labels, b, test.labels),
    nearest: nearestProbe(a, train.labels, b, test.labels, 10),
  };
  if (name === 'cifar10') {
    const live = new Set();
    a.values.forEach((value, index) => Math.abs(value) > 1e-6 && live.add(index % a.dimension));
    report.deadFeatures = a.dimension - live.size;
    const reference = gaussianStatistics(await embedImages(space, train, { count: 1500 }));
    const distance = async (images) =>
      frechetDistance(reference, gaussianStatistics(await embedImages(space, source(images))));
    const clean = await distance(test.images.slice(0, 600));
    report.cleanDistance = Number(clean.toPrecision(4));
    for (const [kind, levels] of Object.entries(corruptions)) {
      const ratios = [];
      for (const corrupt of levels)
        ratios.push(Number(((await distance(corrupt(test, seeded(5)))) / clean).toPrecision(3)));
      report[kind] = ratios;
    }
  }
}
console.log(JSON.stringify(report));
