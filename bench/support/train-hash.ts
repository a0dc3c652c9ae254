// child: node train-hash.js ENGINE STEPS [THREADS] [BATCH] [CHANNELS]; trains a small DCGAN with R1 and prints the SHA-256 of all its weights
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { useEngine, type EngineName } from '@ganreg/numerics';
import { dcganStep } from './dcgan.ts';

const [engine = 'wasm', steps = '50', threads = '1', batch = '4', channels = '16'] = process.argv.slice(2);
await useEngine({ use: engine as EngineName, threads: Number(threads) });
const step = dcganStep({ batch: Number(batch), channels: Number(channels), r1: true });
for (let index = 0; index < Number(steps); index++) tf.dispose(Object.values(step.run(index)));
const hash = createHash('sha256');
for (const parameter of step.parameters()) hash.update(new Uint8Array((await parameter.data()).buffer));
console.log(hash.digest('hex'));
// a pool of threads would keep the process
process.exit(0);
