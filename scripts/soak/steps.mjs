// A hundred thousand training steps: tensors and the heap of JavaScript must not grow.
//   node --expose-gc scripts/soak/steps.mjs [STEPS] [ARM]        Needs a build. ARM: points, baseline or 'all four'; all without it
// Prints for each arm the slope of the heap with its 95 % interval, after the first tenth; fails if it excludes 0 from below.
import * as tf from '@tensorflow/tfjs-core';
import { planExperiment, Perceptual, Scope, TrainingData } from '@ganreg/core';
import { nodeCatalogue } from '@ganreg/core/node';
import { createTrainer, mixture } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';

const steps = Number(process.argv[2] ?? 100_000);
const images = { use: 'dcgan', resolution: 8, channels: 1, latentSize: 2, width: 4, widthMax: 4 };
const arms = {
  points: { model: { use: 'mlp', latentSize: 2, width: 4 }, data: 'mixture-8' },
  baseline: { model: images },
  'all four': { model: images, plugins: ['glead', 'ggdr', 'adaptivemix', 'advas'] },
};
const perceptual = {
  name: 'mse',
  description: 'mean squared error',
  distance: (one, other) => tf.mean(tf.square(tf.sub(one, other))),
  macsPerImage: () => 0,
  dispose: () => undefined,
};
const noise = {
  kind: 'images',
  name: 'noise',
  count: 16,
  height: 8,
  width: 8,
  channels: 1,
  hash: 'noise',
  image: (index) => Uint8Array.from({ length: 64 }, (_, pixel) => (pixel * 37 + index * 101) % 256),
};

/** Slope of a line through the points and half the width of its 95 % interval (normal; there are many points). */
const slopeOf = (points) => {
  const n = points.length;
  const [x, y] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / n);
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  const slope = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
  const residual = points.reduce((sum, [at, value]) => sum + (value - y - slope * (at - x)) ** 2, 0) / (n - 2);
  return [slope, 1.96 * Math.sqrt(residual / spread)];
};

await useEngine('wasm');
for (const [name, arm] of Object.entries(arms)) {
  if (name !== (process.argv[3] ?? name)) continue;
  const plan = await planExperiment({ ...arm, train: { steps, batch: 2, ema: 100 } }, nodeCatalogue(process.cwd()));
  const data = arm.data === undefined ? noise : mixture(arm.data);
  const scope = new Scope().provide(TrainingData, data).provide(Perceptual, perceptual);
  const trainer = await createTrainer(plan, scope);
  const points = [];
  let first;
  for (let step = 1; step <= steps; step += 1) {
    await trainer.advance();
    if (step === 100) first = tf.memory().numTensors;
    if (step > steps / 10 && step % Math.max(1, Math.floor(steps / 200)) === 0) {
      globalThis.gc?.();
      points.push([step, process.memoryUsage().heapUsed]);
    }
  }
  const [slope, half] = slopeOf(points);
  const grown = tf.memory().numTensors - first;
  console.log(
    `${name}: ${steps} steps, ${grown} more tensors than after 100, heap ${slope.toFixed(3)} ± ${half.toFixed(3)} bytes a step`,
  );
  if (grown !== 0 || slope - half > 0) process.exitCode = 1;
  trainer.dispose();
}
