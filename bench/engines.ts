// One table: steps of the trainer on every engine that works here, and in PyTorch where there is a counterpart, with equal threads.
// npx tsc -b bench && node bench/dist/engines.js [THREADS …]      ROUNDS=… repeats, STEPS=… steps each, PYTHON=… names an interpreter
// PyTorch is Debian's python3-torch with libopenblas0-pthread; it waits passively: spinning, it would look slower than it is.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describeEngines } from '@ganreg/numerics';
import { alternate } from './support/rounds.ts';

const threads = process.argv.length > 2 ? process.argv.slice(2) : ['1', '2'];
const rounds = Number(process.env['ROUNDS'] ?? 3);
const steps = process.env['STEPS'] ?? '3';
const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const child = fileURLToPath(new URL('./support/time-trainer.js', import.meta.url));
const script = (name: string): string => fileURLToPath(new URL(`../pytorch/${name}.py`, import.meta.url));
const arms = (process.env['ARMS'] ?? 'plain,R1,GLeaD,Ours*,AdvAs,all four').split(',');
const nets = (process.env['NETS'] ?? 'dcgan,stylegan2').split(',');
const counterparts: Readonly<Record<string, readonly string[]>> = { plain: ['unnormalised'], R1: ['r1'] };

const engines = (await describeEngines()).filter(({ name, works }) => works && name !== 'cpu').map(({ name }) => name);
const hasPython = spawnSync(python, ['-c', 'import torch']).status === 0;
console.log(`${cpus()[0]?.model}; milliseconds of a step by the clock, least of ${rounds} rounds of ${steps} steps`);
for (const count of threads) {
  const columns = [...engines, 'PyTorch'];
  console.log(
    `\n${count} thread${count === '1' ? '' : 's'}\n\n| step | ${columns.join(' | ')} | wasm+native ÷ PyTorch |`,
  );
  console.log(`| --- |${' ---: |'.repeat(columns.length + 1)}`);
  const environment = {
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    OMP_WAIT_POLICY: 'PASSIVE',
    LD_LIBRARY_PATH: ['/usr/lib/x86_64-linux-gnu/openblas-pthread', process.env['LD_LIBRARY_PATH'] ?? ''].join(':'),
  };
  for (const net of nets)
    for (const arm of arms) {
      const options = counterparts[arm];
      const times: Partial<Record<string, { readonly clock: number }>> = alternate(
        {
          ...Object.fromEntries(
            engines.map((name) => [name, [process.execPath, child, name, count, net, arm, steps] as const]),
          ),
          ...(hasPython && options && { PyTorch: [python, script(net), count, steps, ...options] as const }),
        },
        rounds,
        environment,
      );
      const cells = columns.map((name) => times[name]?.clock.toFixed(0) ?? '');
      const ratio = (times['wasm+native']?.clock ?? Number.NaN) / (times['PyTorch']?.clock ?? Number.NaN);
      console.log(
        `| ${net}-32, ${arm} | ${cells.join(' | ')} | ${Number.isNaN(ratio) ? '' : `${ratio.toFixed(2)}×`} |`,
      );
    }
}
process.exit(0);
