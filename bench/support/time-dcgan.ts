// child of the step benches: node time-dcgan.js ours|missing-only ITERATIONS [r1]; prints milliseconds as a JSON array
import * as tf from '@tensorflow/tfjs-core';
import { installGradients, useEngine } from '@ganreg/numerics';
import { dcganStep } from './dcgan.ts';

const [variant = 'ours', iterations = '5', r1 = ''] = process.argv.slice(2);

if (variant === 'missing-only') {
  await import('@tensorflow/tfjs-backend-wasm');
  // not part of the package's interface: only the kernel without which stock wasm cannot train at all
  const kernels = new URL('../../../packages/numerics/dist/wasm/conv2d-filter-gradient.js', import.meta.url);
  const { installConv2DFilterGradient } = (await import(kernels.href)) as { installConv2DFilterGradient: () => void };
  installConv2DFilterGradient();
  installGradients();
  await tf.setBackend('wasm');
} else {
  await useEngine('wasm');
}

const step = dcganStep({ batch: 32, channels: 256, r1: r1 === 'r1' });
const times: number[] = [];
for (let index = 0; index < Number(iterations) + 1; index++) {
  const start = performance.now();
  const losses = step.run(index);
  await Promise.all([losses.discriminator.data(), losses.generator.data()]);
  // the first step compiles and warms up
  if (index > 0) times.push(performance.now() - start);
  tf.dispose([losses.discriminator, losses.generator]);
}
console.log(JSON.stringify(times));
