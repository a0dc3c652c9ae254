// Memory over ten thousand training steps: tensors, wasm buffers and the process. STEPS=… changes their number.
// node bench/dist/memory.js [ENGINE]
import * as tf from '@tensorflow/tfjs-core';
import { useEngine, type EngineName } from '@ganreg/numerics';
import { dcganStep } from './support/dcgan.ts';

const steps = Number(process.env['STEPS'] ?? 10_000);
await useEngine((process.argv[2] ?? 'wasm') as EngineName);
const step = dcganStep({ batch: 2, channels: 8, r1: true });
console.log('  step  tensors  buffers  resident MiB');
const report = (index: number): void => {
  const { numTensors, numDataBuffers } = tf.memory();
  const resident = process.memoryUsage.rss() / 2 ** 20;
  console.log(
    `${String(index).padStart(6)} ${String(numTensors).padStart(8)} ${String(numDataBuffers).padStart(8)} ${resident.toFixed(0).padStart(9)}`,
  );
};
for (let index = 0; index < steps; index++) {
  tf.dispose(Object.values(step.run(index)));
  if ((index + 1) % (steps / 10) === 0) report(index + 1);
}
// a pool of threads would keep the process
process.exit(0);
