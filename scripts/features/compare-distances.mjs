// What a perceptual distance is worth as a training loss: trains the same small autoencoder on CIFAR-10 with each, from
// the same start and on the same batches, and judges reconstructions of held-out images by a network of another kind.
//   npm run build
//   node scripts/features/compare-distances.mjs DATA-FOLDER JUDGE-NETWORK-FOLDER STEPS DISTANCE…
// A DISTANCE is `mse` or FOLDER:TAP+TAP…:SEEN-SIDE:FEATURE-WEIGHT:PIXEL-WEIGHT.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, normalTensor, useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { inMemoryDataset } from '../../packages/core/dist/data/in-memory.js';
import { toBytes, toFloats } from '../../packages/core/dist/data/quantise.js';
import { subset } from '../../packages/core/dist/data/subset.js';
import { imageSpace } from '../../packages/core/dist/metrics/image-space.js';
import { measureImages } from '../../packages/core/dist/metrics/measure-images.js';
import { openDataset } from '../../packages/core/dist/node/data/open-dataset.js';
import { featureDistance } from '../../packages/core/dist/perceptual/feature-distance.js';
import { loadFeatureNetwork } from '../../packages/core/dist/perceptual/feature-network.js';
import { pixelDistance } from '../../packages/core/dist/perceptual/pixel-distance.js';

const [folder, judgeFolder, stepCount, ...distances] = process.argv.slice(2);
const batch = 16;
const heldOut = 400;
await useEngine('wasm');
const load = (path, change = {}) =>
  loadFeatureNetwork(
    Buffer.from(JSON.stringify({ ...JSON.parse(readFileSync(join(path, 'network.json'), 'utf8')), ...change })),
    readFileSync(join(path, 'weights.bin')),
  );
const judge = await load(judgeFolder);
const judgeDistance = featureDistance(judge, { pixelWeight: 0, featureWeight: 1 });
const train = await openDataset('cifar10', { folders: [folder] });
const test = subset(
  await openDataset('cifar10', { folders: [folder], split: 'test' }),
  Array.from({ length: heldOut }, (_, index) => index),
);
const tensorOf = (set, indices) =>
  tf.tensor4d(toFloats(Buffer.concat(indices.map((index) => set.image(index)))), [indices.length, 32, 32, 3]);

const shapes = [
  [4, 4, 3, 32],
  [4, 4, 32, 64],
  [4, 4, 64, 128],
  [4 * 4 * 128, 128],
  [128, 4 * 4 * 128],
  [4, 4, 64, 128],
  [4, 4, 32, 64],
  [4, 4, 3, 32],
];
const reconstruct = ([a, b, c, d, e, f, g, h], images) => {
  const size = images.shape[0];
  let x = images;
  for (const kernel of [a, b, c]) x = tf.leakyRelu(tf.conv2d(x, kernel, 2, 'same'), 0.2);
  x = tf.reshape(tf.leakyRelu(tf.matMul(tf.matMul(tf.reshape(x, [size, -1]), d), e), 0.2), [size, 4, 4, 128]);
  x = tf.leakyRelu(tf.conv2dTranspose(x, f, [size, 8, 8, 64], 2, 'same'), 0.2);
  x = tf.leakyRelu(tf.conv2dTranspose(x, g, [size, 16, 16, 32], 2, 'same'), 0.2);
  return tf.tanh(tf.conv2dTranspose(x, h, [size, 32, 32, 3], 2, 'same'));
};

for (const spec of distances) {
  const [path, taps, seenSide, featureWeight, pixelWeight] = spec.split(':');
  const network =
    path === 'mse'
      ? undefined
      : await load(path, { taps: taps.split('+'), minimumSide: Math.min(32, Number(seenSide)) });
  const distance =
    network === undefined
      ? pixelDistance()
      : featureDistance(network, {
          seenSide: Number(seenSide),
          featureWeight: Number(featureWeight),
          pixelWeight: Number(pixelWeight),
        });
  const random = createRandom(1);
  const variables = shapes.map((shape, index) => {
    const fanIn = shape.length === 2 ? shape[0] : shape[0] * shape[1] * (index < 3 ? shape[2] : shape[3] / 4);
    return tf.variable(tf.mul(normalTensor(random.stream(`weights/${index}`).at(0), shape), Math.sqrt(2 / fanIn)));
  });
  const adam = tf.train.adam(1e-3, 0.9, 0.99, 1e-8);
  const draws = random.stream('batches');
  const cpuBefore = process.cpuUsage();
  for (let step = 0; step < Number(stepCount); step++) {
    const uniform = draws.at(step).uniform(batch);
    const images = tensorOf(
      train,
      Array.from(uniform, (value) => Math.floor(value * train.count)),
    );
    adam.minimize(() => distance.distance(images, reconstruct(variables, images)), false, variables);
    images.dispose();
  }
  const cpu = process.cpuUsage(cpuBefore);
  const outputs = [];
  const sums = { mse: 0, judged: 0 };
  for (let start = 0; start < heldOut; start += 50) {
    const indices = Array.from({ length: 50 }, (_, index) => start + index);
    tf.tidy(() => {
      const images = tensorOf(test, indices);
      const output = reconstruct(variables, images);
      sums.mse += tf.mean(tf.squaredDifference(images, output)).dataSync()[0] / (heldOut / 50);
      sums.judged += judgeDistance.distance(images, output).dataSync()[0] / (heldOut / 50);
      outputs.push(toBytes(output.dataSync()));
    });
  }
  const samples = inMemoryDataset({
    name: spec,
    hash: '',
    height: 32,
    width: 32,
    channels: 3,
    pixels: Buffer.concat(outputs),
  });
  const judged = await measureImages({ space: imageSpace(judge), metrics: ['fd'], reference: test, samples });
  const frechet = judged.values.fd;
  console.log(
    JSON.stringify({
      spec,
      mse: Number(sums.mse.toFixed(4)),
      judged: Number(sums.judged.toFixed(4)),
      frechet: Number(frechet.toFixed(1)),
      cpuMillisecondsPerStep: Math.round((cpu.user + cpu.system) / 1000 / Number(stepCount)),
    }),
  );
  tf.dispose(variables);
  distance.dispose();
}
