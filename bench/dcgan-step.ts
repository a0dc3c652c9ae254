// One DCGAN training step (32×32×3, batch 32, 64-128-256): our kernels against wasm with only the missing kernel added.
import { fileURLToPath } from 'node:url';
import { alternate, milliseconds } from './support/rounds.ts';

const child = fileURLToPath(new URL('./support/time-dcgan.js', import.meta.url));
const rounds = Number(process.env['ROUNDS'] ?? 3);

for (const r1 of ['', 'r1']) {
  const times = alternate(
    {
      ours: [process.execPath, child, 'ours', '8', r1],
      'missing kernel only': [process.execPath, child, 'missing-only', '3', r1],
    },
    rounds,
  );
  console.log(`DCGAN step${r1 ? ' with R1' : ''}, 1 thread`);
  for (const [name, time] of Object.entries(times)) console.log(`  ${name.padEnd(22)}${milliseconds(time)}`);
  const ratio = times['missing kernel only'].minimum / times.ours.minimum;
  console.log(`  ratio                  ${ratio.toFixed(2)}×`);
}
