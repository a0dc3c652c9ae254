// child of the engine bench: node time-trainer.js ENGINE THREADS FAMILY ARM STEPS; prints samples of whole steps of the trainer
import { useEngine, type EngineName } from '@ganreg/numerics';
import { sample, type Sample } from './rounds.ts';
import { trainerOf } from './trainer.ts';

const [engine = 'wasm', threads = '1', family = 'dcgan', arm = 'plain', steps = '3'] = process.argv.slice(2);
await useEngine({
  use: engine as EngineName,
  ...(engine === 'wasm' ? {} : { threads: Number(threads) }),
});

const trainer = await trainerOf(family, arm);
const samples: Sample[] = [];
for (let index = 0; index <= Number(steps); index++) {
  const taken = await sample(async () => {
    await trainer.advance();
  });
  // the first step fills caches
  if (index > 0) samples.push(taken);
}
console.log(JSON.stringify(samples));
// a pool of threads would keep the process
process.exit(0);
