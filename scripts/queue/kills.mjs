// Studies over a queue whose workers are killed at random moments, again and again: every study must end with the results of one
// that ran undisturbed on this machine, timings aside.
//   npm run build && node scripts/queue/kills.mjs [KILLS = 20] [s3://bucket/prefix?endpoint=… | ''] [SEED = 1]
// Needs redis-server (REDIS_SERVER, or /usr/bin/redis-server).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@ganreg/numerics/random';

const wanted = Number(process.argv[2] ?? 20);
const bucket = process.argv[3] || undefined;
const moments = createRandom(Number(process.argv[4] ?? 1))
  .stream('kills')
  .at(0);
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'packages/cli/dist/bin.js');
const folder = mkdtempSync(join(tmpdir(), 'ganreg-kills-'));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
writeFileSync(
  join(folder, 'kills.yaml'),
  `name: kills
engine: wasm
data: mixture-8
model: { use: mlp }
train: { steps: 400, batch: 16, ema: 100 }
run: { samples: { every: 100000, count: 4 }, checkpoint: { every: 160, keep: 2 } }
study:
  arms: { baseline: [], r1: [r1] }
  seeds: 2
  metrics: [fd, precision]
  evaluate: { count: 100, reference: 200, every: 50% }
`,
);
const port = 20_000 + (process.pid % 20_000);
const redis = spawn(
  process.env.REDIS_SERVER ?? '/usr/bin/redis-server',
  ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
  { stdio: 'ignore' },
);
const queue = `redis://127.0.0.1:${port}`;
const store = bucket ?? join(folder, 'store');

const start = (...args) => {
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = [];
  child.stdout.on('data', (chunk) => lines.push(...String(chunk).split('\n')));
  return { child, lines, ended: once(child, 'exit').then(([code, signal]) => signal ?? code) };
};
const worker = () => start('worker', '--queue', queue, '--store', store, '--workers', '1', '--lease', '2', '--json');
const resultsOf = (name) => {
  const { timings: _, ...rest } = JSON.parse(readFileSync(join(folder, name, 'results.json'), 'utf8'));
  return rest;
};

let failures = 0;
try {
  const alone = start('study', 'kills.yaml', '--set', 'run.folder=alone', '--workers', '2', '--json');
  if ((await alone.ended) !== 0) throw new Error(alone.lines.join('\n'));
  const expected = JSON.stringify(resultsOf('alone'));
  const trials = resultsOf('alone').runs.map(({ arm, seed }) => `${arm}/${seed}`);
  let [kills, atWork, studies] = [0, 0, 0];
  while (kills < wanted) {
    studies += 1;
    const name = `study-${studies}`;
    const place = ['--set', `run.folder=${bucket === undefined ? `store/${name}` : name}`];
    const study = start('study', 'kills.yaml', ...place, '--queue', queue, '--store', store, '--json');
    const workers = [worker(), worker()];
    const over = new AbortController();
    void study.ended.then(() => over.abort());
    const holding = ({ lines }) => (lines.findLast((line) => /"(taken|finished)"/u.test(line)) ?? '').includes('taken');
    while (!over.signal.aborted && kills < wanted) {
      await sleep(50);
      const victim = workers.find(holding);
      if (victim === undefined) continue;
      await sleep(4000 * moments.number());
      if (over.signal.aborted) break;
      if (holding(victim)) atWork += 1;
      victim.child.kill('SIGKILL');
      kills += 1;
      workers.splice(workers.indexOf(victim), 1, worker());
    }
    const status = await study.ended;
    for (const { child } of workers) child.kill('SIGTERM');
    await Promise.all(workers.map(({ ended }) => ended));
    const results = resultsOf(bucket === undefined ? join('store', name) : name);
    const counted = results.runs.map(({ arm, seed, state }) => `${arm}/${seed} ${state}`);
    const whole = JSON.stringify(counted) === JSON.stringify(trials.map((trial) => `${trial} finished`));
    const same = JSON.stringify(results) === expected;
    if (status !== 0 || !whole || !same) {
      failures += 1;
      console.log(`study ${studies}: status ${status}, ${counted.join(', ')}, results ${same ? 'same' : 'DIFFERENT'}`);
    }
    console.log(
      `${kills} of ${wanted} kills, ${atWork} of them in the middle of a trial; ${studies} studies, ${failures} wrong`,
    );
  }
  console.log(
    failures === 0
      ? `no trial lost, none counted twice, the same results.json as without a queue: ${studies} ${studies === 1 ? 'study' : 'studies'}, ${kills} workers killed, ${atWork} of them in the middle of a trial`
      : `${failures} of ${studies} studies went wrong`,
  );
} finally {
  redis.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
}
process.exitCode = failures === 0 ? 0 : 1;
