// A hundred thousand training steps: tensors and the heap of JavaScript must not grow.
//   node --expose-gc scripts/soak/steps.mjs [STEPS] [ARM]
// ARM: points, baseline, 'all four', or control; all without it. The control is a baseline of a tenth of the steps that keeps one
// number of each: to be found, or the measure would see nothing. Needs a build.
// Prints for each arm the slope of the heap with its 95 % interval, and what of it are objects, arrays, functions, numbers and strings
// rather than V8's own code and lists of it. Fails if tensors or objects grow, the interval excludes 0 from below, or the control is not found.
import * as tf from '@tensorflow/tfjs-core';
import { planExperiment, Perceptual, Scope, TrainingData } from '@ganreg/core';
import { nodeCatalogue } from '@ganreg/core/node';
import { createTrainer, mixture } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';
import { kinds } from './kinds.mjs';
import { slopeOf, stretches } from './slope.mjs';

const steps = Number(process.argv[2] ?? 100_000);
const images = { use: 'dcgan', resolution: 8, channels: 1, latentSize: 2, width: 4, widthMax: 4 };
const arms = {
  points: { model: { use: 'mlp', latentSize: 2, width: 4 }, data: 'mixture-8' },
  baseline: { model: images },
  'all four': { model: images, plugins: ['glead', 'ggdr', 'adaptivemix', 'advas'] },
  control: { model: images },
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

/** The heap after a collection. Twice: what the first one finds dead in weak tables goes with the second. */
const heap = () => {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

/** What the control keeps, to the end. */
const kept = [];

const measure = async (name, arm, length) => {
  const plan = await planExperiment({ ...arm, train: { steps: length, batch: 2, ema: 100 } }, nodeCatalogue('.'));
  const data = arm.data === undefined ? noise : mixture(arm.data);
  const scope = new Scope().provide(TrainingData, data).provide(Perceptual, perceptual);
  const trainer = await createTrainer(plan, scope);
  const every = Math.max(1, Math.floor(length / 200));
  // until then V8 optimises, and lengthens its lists of what it has optimised
  const warm = Math.ceil(length / 4 / every) * every;
  // made before the first step: a list that grows would be measured, too
  const heaps = new Float64Array(Math.floor(length / every));
  let [first, before] = [0, 0];
  for (let step = 1; step <= length; step += 1) {
    const { numbers } = await trainer.advance();
    if (name === 'control') kept.push({ loss: numbers['loss/discriminator'] });
    if (step === 100) first = tf.memory().numTensors;
    // a snapshot leaves traces: outside of what is measured
    if (step === warm) before = (await kinds()).programs;
    if (step % every === 0) heaps[step / every - 1] = heap();
  }
  const grown = tf.memory().numTensors - first;
  const objects = ((await kinds()).programs - before) / (length - warm);
  trainer.dispose();
  return { grown, objects, ...slopeOf(heaps.subarray(warm / every), every) };
};

await useEngine('wasm');
for (const [name, arm] of Object.entries(arms)) {
  if (name !== (process.argv[3] ?? name)) continue;
  const length = name === 'control' ? Math.ceil(steps / 10) : steps;
  const { grown, objects, slope, half, means } = await measure(name, arm, length);
  console.log(
    `${name}: ${length} steps, ${grown} more tensors than after 100, heap ${slope.toFixed(2)} ± ${half.toFixed(2)} bytes a step,\n` +
      `  ${objects.toFixed(2)} of them in objects, arrays, functions, numbers and strings\n` +
      `  KiB in ${stretches} stretches: ${[...means].map((mean) => (mean / 1024).toFixed(0)).join(' ')}`,
  );
  // a tenth of the steps is all warm-up: the control is to be found among the objects
  const isRight = name === 'control' ? objects > 8 : slope - half <= 0 && objects < 1;
  if (grown !== 0 || !isRight) process.exitCode = 1;
}
