// One DCGAN training step (32×32×3, batch 32, 64-128-256): our kernels against wasm with only the missing kernel added.
// npx tsc -b bench && node bench/dist/dcgan-step.js      ROUNDS=… repeats
import { fileURLToPath } from 'node:url';
import { alternate, report } from './support/rounds.ts';

const child = fileURLToPath(new URL('./support/time-dcgan.js', import.meta.url));
const rounds = Number(process.env['ROUNDS'] ?? 3);
const base = 'only the missing kernel';

for (const r1 of ['', 'r1']) {
  const times = alternate(
    {
      wasm: [process.execPath, child, 'wasm', '6', r1],
      [base]: [process.execPath, child, 'missing-only', '2', r1],
    },
    rounds,
  );
  report(`DCGAN step${r1 ? ' with R1' : ''}, one thread, least of ${rounds} rounds`, times, ['wasm', base]);
}
