// The DCGAN step (32×32×3, batch 32, 64-128-256) against PyTorch with as many threads; other engines beside, where they work.
// npx tsc -b bench && node bench/dist/against-pytorch.js [THREADS]      ROUNDS=… repeats, PYTHON=… names an interpreter
// Needs Debian's python3-torch and libopenblas0-pthread. PyTorch waits passively: spinning, it would look slower than it is on a
// busy machine.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { alternate, report } from './support/rounds.ts';

const threads = process.argv[2] ?? '1';
const rounds = Number(process.env['ROUNDS'] ?? 4);
const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const child = fileURLToPath(new URL('./support/time-dcgan.js', import.meta.url));
const script = fileURLToPath(new URL('../pytorch/dcgan.py', import.meta.url));
const libraries = '/usr/lib/x86_64-linux-gnu/openblas-pthread';
const environment = {
  OMP_NUM_THREADS: threads,
  OPENBLAS_NUM_THREADS: threads,
  OMP_WAIT_POLICY: 'PASSIVE',
  LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH'] ?? ''].join(':'),
};
const others = ['wasm+native', 'tensorflow'].filter(
  (engine) => spawnSync(process.execPath, [child, engine, '0']).status === 0,
);

for (const r1 of ['', 'r1']) {
  const times = alternate(
    {
      PyTorch: [python, script, threads, '8', r1],
      wasm: [process.execPath, child, 'wasm', '8', r1, threads],
      ...Object.fromEntries(
        others.map((engine) => [engine, [process.execPath, child, engine, '8', r1, threads] as const]),
      ),
    },
    rounds,
    environment,
  );
  const title = `DCGAN step${r1 ? ' with R1' : ''}, threads: ${threads}, least of ${rounds} rounds`;
  report(title, times, ['PyTorch', others.includes('wasm+native') ? 'wasm+native' : 'wasm']);
}
