// Convolutions of the DCGAN (32×32×3, batch 32, 64-128-256) against the engine's own matrix product of 512³, in GFLOP/s.
// npx tsc -b bench && node bench/dist/convolutions.js [ENGINE]      Processor time, the least of several runs.
import * as tf from '@tensorflow/tfjs-core';
import { useEngine, type EngineName } from '@ganreg/numerics';

const { name, threads } = await useEngine({ use: (process.argv[2] ?? 'wasm') as EngineName, threads: 1 });
console.log(`${name}, ${threads} thread`);

async function rate(operations: number, make: () => tf.Tensor): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 12; run++) {
    const before = process.cpuUsage();
    const result = make();
    const probe = tf.tidy(() => tf.slice(tf.reshape(result, [-1]), 0, 1));
    await probe.data();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
    tf.dispose([result, probe]);
  }
  return operations / best / 1e6;
}

const square = tf.ones<tf.Rank.R2>([512, 512]);
const matMul = await rate(2 * 512 ** 3, () => tf.matMul(square, square));
console.log(`matMul 512³             ${matMul.toFixed(1).padStart(6)} GFLOP/s`);

const total = { work: 0, time: 0 };
for (const [size, inputs, outputs] of [
  [32, 3, 64],
  [16, 64, 128],
  [8, 128, 256],
] as const) {
  const x = tf.ones<tf.Rank.R4>([32, size, size, inputs]);
  const filter = tf.ones<tf.Rank.R4>([4, 4, inputs, outputs]);
  const dy = tf.ones<tf.Rank.R4>([32, size / 2, size / 2, outputs]);
  const work = 2 * 32 * (size / 2) ** 2 * 16 * inputs * outputs;
  const common = { strides: [2, 2], pad: 'same', dataFormat: 'NHWC' };
  const run = (kernel: string, tensors: tf.NamedTensorMap, attributes: object): tf.Tensor =>
    tf.engine().runKernel(kernel, tensors, { ...common, ...attributes });
  const kernels = {
    forward: () => run('Conv2D', { x, filter }, { dilations: [1, 1] }),
    'to the image': () => run('Conv2DBackpropInput', { dy, filter }, { inputShape: x.shape }),
    'to the filter': () => run('Conv2DBackpropFilter', { x, dy }, { filterShape: filter.shape }),
  };
  for (const [pass, make] of Object.entries(kernels)) {
    const speed = await rate(work, make);
    const judged = inputs >= 16;
    if (judged) {
      total.work += work;
      total.time += work / speed;
    }
    const share = ((speed / matMul) * 100).toFixed(0).padStart(4);
    console.log(
      `${`${inputs} → ${outputs}, ${size}², ${pass}`.padEnd(32)}${speed.toFixed(1).padStart(6)} GFLOP/s ${share} %${judged ? '' : '  (few channels: not judged)'}`,
    );
  }
  tf.dispose([x, filter, dy]);
}
const share = ((total.work / total.time / matMul) * 100).toFixed(0);
console.log(`weighted by work: ${share} % of the matrix product's rate (bar: ${name === 'wasm+native' ? 80 : 60} %)`);
process.exit(0);
