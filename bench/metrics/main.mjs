// Times FD, KID, precision and recall of two sets of features against NumPy and SciPy, with as many threads, and compares the values.
//   npm run build && node bench/metrics/main.mjs [--count 10000] [--dimension 768] [--threads 1] [--python python3] [ENGINE …]
// Engines: wasm by default; tensorflow where @tensorflow/tfjs-node is installed. Python needs numpy and scipy.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '@ganreg/numerics/random';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '10000' },
    dimension: { type: 'string', default: '768' },
    threads: { type: 'string', default: '1' },
    python: { type: 'string', default: 'python3' },
  },
});
const [count, dimension] = [Number(values.count), Number(values.dimension)];
const engines = positionals.length > 0 ? positionals : ['wasm'];
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Like pooled activations: positive, of many scales, related to each other. */
const features = (stream, shift) => {
  const random = createRandom(1).stream(`bench/metrics/${stream}`).at(0);
  const noise = random.normal(count * dimension);
  const common = random.normal(count * 16);
  return noise.map((value, index) => {
    const [row, column] = [Math.floor(index / dimension), index % dimension];
    return Math.max(0, value + common[row * 16 + (column % 16)] + shift) / (1 + (column % 64) / 8);
  });
};

const folder = mkdtempSync(join(tmpdir(), 'ganreg-bench-'));
try {
  for (const [name, shift] of [
    ['real', 0],
    ['fake', 0.1],
  ]) {
    const { buffer } = features(name, shift);
    writeFileSync(join(folder, name), new Uint8Array(buffer));
  }
  const threads = Object.fromEntries(
    ['OMP', 'OPENBLAS', 'MKL'].map((library) => [`${library}_NUM_THREADS`, values.threads]),
  );
  const run = (command, args, env = {}) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      encoding: 'utf8',
      env: { ...process.env, ...threads, ...env },
    });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}:\n${stderr}`);
    return JSON.parse(stdout);
  };
  const asked = [folder, String(count), String(dimension)];
  const python = run(values.python, [here('reference.py'), ...asked]);
  process.stdout.write(`${count} × ${count} features of ${dimension} dimensions, ${values.threads} thread(s)\n`);
  process.stdout.write(`NumPy ${python.numpy}, SciPy ${python.scipy}, peak memory ${python.memory} MiB\n`);
  for (const engine of engines) {
    const own = run(process.execPath, [here('ours.mjs'), ...asked, engine, values.threads], {
      TF_NUM_INTRAOP_THREADS: values.threads,
    });
    process.stdout.write(`\n${engine}, peak memory ${own.memory} MiB\n`);
    process.stdout.write('metric             NumPy       ours      ratio   relative difference\n');
    const rows = ['fd', 'kid', 'precision and recall'];
    const total = (seconds) => rows.reduce((sum, row) => sum + seconds[row], 0);
    const line = (row, theirs, ours, difference) =>
      process.stdout.write(
        `${row.padEnd(20)} ${theirs.toFixed(2).padStart(6)} s ${ours.toFixed(2).padStart(8)} s ${(ours / theirs).toFixed(2).padStart(8)}×   ${difference}\n`,
      );
    for (const row of rows) {
      const differences = Object.keys(python.values)
        .filter((name) => row.includes(name))
        .map((name) => Math.abs(own.values[name] / python.values[name] - 1));
      line(row, python.seconds[row], own.seconds[row], Math.max(...differences).toExponential(1));
    }
    line('all', total(python.seconds), total(own.seconds), '');
  }
} finally {
  rmSync(folder, { recursive: true });
}
