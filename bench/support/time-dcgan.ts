// child of the step benches: node time-dcgan.js ENGINE|missing-only STEPS [r1] [THREADS]; prints its samples
import * as tf from '@tensorflow/tfjs-core';
import { installGradients, useEngine, type EngineName } from '@ganreg/numerics';
import { dcganStep } from './dcgan.ts';
import { sample, type Sample } from './rounds.ts';

const [variant = 'wasm', steps = '5', kind = '', threads = '1'] = process.argv.slice(2);
const r1 = kind === 'r1';

/** Stock wasm and stock gradients, plus the one kernel without which it cannot train a convolution at all. */
async function useStock(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  await import('@tensorflow/tfjs-layers');
  // not part of the package's interface
  const path = new URL('../../../packages/numerics/dist/wasm/conv2d-filter-gradient.js', import.meta.url);
  const kernels = (await import(path.href)) as { installConv2DFilterGradient: () => void };
  kernels.installConv2DFilterGradient();
  // stock gradients throw in R1's second derivatives
  if (r1) installGradients();
  await tf.setBackend('wasm');
}

await (variant === 'missing-only' ? useStock() : useEngine({ use: variant as EngineName, threads: Number(threads) }));
const step = dcganStep({ batch: 32, channels: 256, r1 });
const samples: Sample[] = [];
for (let index = 0; index < Number(steps) + 1; index++) {
  const taken = await sample(async () => {
    const losses = step.run(index);
    await Promise.all([losses.discriminator.data(), losses.generator.data()]);
    tf.dispose(Object.values(losses));
  });
  // the first step compiles
  if (index > 0) samples.push(taken);
}
console.log(JSON.stringify(samples));
process.exit(0);
