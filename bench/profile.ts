// Where the time of one step goes, by kernel: the least time of each kernel and shape, times how often it runs.
// npx tsc -b bench && node bench/dist/profile.js [ENGINE] [NET] [ARM] [THREADS]
// NET is `step` (the DCGAN step against PyTorch; ARM plain or R1), or `dcgan` or `stylegan2`: the trainer, with the arms of engines.js
import * as tf from '@tensorflow/tfjs-core';
import { useEngine, type EngineName } from '@ganreg/numerics';
import { dcganStep } from './support/dcgan.ts';
import { trainerOf } from './support/trainer.ts';

const [name = 'wasm', net = 'step', arm = 'plain', threads = '1'] = process.argv.slice(2);
const steps = net === 'stylegan2' ? 5 : 10;
await useEngine({ use: name as EngineName, threads: Number(threads) });
const step = dcganStep({ batch: 32, channels: 256, r1: arm === 'R1' });
const trainer = net === 'step' ? undefined : await trainerOf(net, arm);
const advance = async (index: number): Promise<void> => {
  if (trainer) await trainer.advance();
  else tf.dispose(Object.values(step.run(index)));
};
await advance(0);

interface Entry {
  readonly kernel: string;
  least: number;
  calls: number;
}
const entries = new Map<string, Entry>();
let depth = 0;
for (const kernel of tf.getKernelsForBackend('wasm')) {
  const { kernelName, kernelFunc } = kernel;
  const timed: tf.KernelFunc = (call) => {
    const start = performance.now();
    depth++;
    try {
      return kernelFunc(call);
    } finally {
      // a kernel made of others counts as one
      if (--depth === 0) {
        const shapes = Object.values(call.inputs).map((input) => input?.shape.join('×'));
        const key = [kernelName, ...shapes].join(' ');
        const entry = entries.get(key) ?? { kernel: kernelName, least: Number.POSITIVE_INFINITY, calls: 0 };
        entry.least = Math.min(entry.least, performance.now() - start);
        entry.calls++;
        entries.set(key, entry);
      }
    }
  };
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc: Object.assign(timed, kernelFunc) });
}
let whole = Number.POSITIVE_INFINITY;
for (let index = 1; index <= steps; index++) {
  const start = performance.now();
  await advance(index);
  whole = Math.min(whole, performance.now() - start);
}
const sums = new Map<string, { time: number; calls: number }>();
for (const { kernel, least, calls } of entries.values()) {
  const sum = sums.get(kernel) ?? { time: 0, calls: 0 };
  sums.set(kernel, { time: sum.time + (least * calls) / steps, calls: sum.calls + calls / steps });
}
const total = [...sums.values()].reduce((sum, { time }) => sum + time, 0);
console.log(`${name}: ${whole.toFixed(0)} ms, of which kernels ${total.toFixed(0)} ms\n`);
console.log('| kernel | calls | ms | share |\n| --- | ---: | ---: | ---: |');
for (const [kernel, { time, calls }] of [...sums].sort(([, a], [, b]) => b.time - a.time).slice(0, 16))
  console.log(`| ${kernel} | ${calls} | ${time.toFixed(2)} | ${((time / total) * 100).toFixed(1)} % |`);
process.exit(0);
