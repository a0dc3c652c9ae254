// The DCGAN step (32×32×3, batch 32, 64-128-256) against PyTorch with one thread each; tfjs-node beside, where it is installed.
// npx tsc -b bench && node bench/dist/against-pytorch.js      ROUNDS=… repeats, PYTHON=… names an interpreter
// Needs Debian's python3-torch and libopenblas0-pthread. PyTorch waits passively: spinning, it would look slower than it is on a
// busy machine.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { alternate, report } from './support/rounds.ts';

const rounds = Number(process.env['ROUNDS'] ?? 4);
const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const child = fileURLToPath(new URL('./support/time-dcgan.js', import.meta.url));
const script = fileURLToPath(new URL('../pytorch/dcgan.py', import.meta.url));
const libraries = '/usr/lib/x86_64-linux-gnu/openblas-pthread';
const environment = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  OMP_WAIT_POLICY: 'PASSIVE',
  LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH'] ?? ''].join(':'),
};
const tensorflow = spawnSync(process.execPath, [child, 'tensorflow', '0']).status === 0;

for (const r1 of ['', 'r1']) {
  const times = alternate(
    {
      PyTorch: [python, script, '1', '8', r1],
      wasm: [process.execPath, child, 'wasm', '8', r1],
      ...(tensorflow && { tensorflow: [process.execPath, child, 'tensorflow', '8', r1] as const }),
    },
    rounds,
    environment,
  );
  report(`DCGAN step${r1 ? ' with R1' : ''}, one thread, least of ${rounds} rounds`, times, ['PyTorch', 'wasm']);
}
