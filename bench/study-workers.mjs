// How much more of a study two one-threaded worker processes do than one, on two quiet processors.
//   npm run build && node bench/study-workers.mjs [--arms 6] [--steps 150]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { arms: { type: 'string', default: '6' }, steps: { type: 'string', default: '150' } },
});
const cli = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url));
const arms = Object.fromEntries(
  Array.from({ length: Number(values.arms) }, (_, index) => [
    `arm ${index}`,
    [{ use: 'r1', weight: 0.1 * (index + 1) }],
  ]),
);

const secondsOf = (workers) => {
  const folder = mkdtempSync(join(tmpdir(), 'ganreg-workers-'));
  try {
    const config = {
      engine: { use: 'wasm', threads: 1 },
      data: 'embedded',
      model: { use: 'dcgan', resolution: 32, channels: 1, width: 16 },
      train: { steps: Number(values.steps), batch: 16 },
      run: { folder: join(folder, 'study'), checkpoint: { every: Number(values.steps), keep: 1 } },
      study: { arms, seeds: 1, metrics: ['fd'], evaluate: { count: 100, reference: 200, every: '100%', samplings: 1 } },
    };
    writeFileSync(join(folder, 'study.json'), JSON.stringify(config));
    const begin = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, 'study', join(folder, 'study.json'), '--workers', String(workers)],
      { encoding: 'utf8' },
    );
    const seconds = (performance.now() - begin) / 1000;
    if (status !== 0) throw new Error(stderr);
    const { runs } = JSON.parse(readFileSync(join(folder, 'study', 'results.json'), 'utf8'));
    if (runs.some((run) => run.state !== 'finished')) throw new Error('a run did not finish');
    return seconds;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const one = secondsOf(1);
const two = secondsOf(2);
process.stdout.write(
  `${values.arms} runs of ${values.steps} steps on ${availableParallelism()} processors\n` +
    `one worker   ${one.toFixed(1)} s\ntwo workers  ${two.toFixed(1)} s\nthroughput   ${(one / two).toFixed(2)}×\n`,
);
