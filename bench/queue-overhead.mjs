// What the queue costs: 1,000 trials that do nothing, through a real Redis server and a folder, and what a worker asks of Redis
// while it trains.
//   npm run build && node bench/queue-overhead.mjs [trials = 1000]
// Needs redis-server (REDIS_SERVER, or /usr/bin/redis-server).
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodeCatalogue } from '@ganreg/core/node';
import { openStore, queueAddress, queueTrials, serveTrials } from '@ganreg/queue';
import { planStudy } from '@ganreg/study';
import { Redis } from 'ioredis';

const count = Number(process.argv[2] ?? 1000);
const cli = fileURLToPath(new URL('../packages/cli', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ganreg-overhead-'));
const port = 20_000 + (process.pid % 20_000);
const server = spawn(
  process.env.REDIS_SERVER ?? '/usr/bin/redis-server',
  ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
  { stdio: 'ignore' },
);
await sleep(1000);
const redis = new Redis(port, '127.0.0.1');
const commands = async () => Number(/total_commands_processed:(\d+)/u.exec(await redis.info('stats'))[1]);
const memory = async () => Number(/used_memory:(\d+)/u.exec(await redis.info('memory'))[1]);

const queue = queueAddress(`redis://127.0.0.1:${port}`);
const store = await openStore(join(folder, 'store'));
const config = {
  engine: 'wasm',
  data: 'mixture-8',
  model: { use: 'mlp' },
  train: { steps: 100, batch: 16 },
  run: { folder: join(folder, 'store/study') },
  study: { arms: { baseline: [], r1: ['r1'] }, seeds: count / 2, metrics: ['fd'], evaluate: { count: 100 } },
};
const plan = await planStudy({ config, files: [], folder, provenance: {} }, nodeCatalogue(cli, [cli]));
mkdirSync(plan.folder, { recursive: true });
const engine = { name: 'wasm', why: 'given', threads: 1, versions: {} };
const jobOf = (arm, seed) => ({
  kind: 'run',
  project: plan.project,
  cache: '',
  evaluation: plan.evaluation,
  folder: join(plan.folder, arm.folder, String(seed)),
  input: arm.input(seed),
  files: [],
  provenance: {},
});
const trials = plan.seeds.flatMap((seed, turn) =>
  plan.arms.map((arm) => ({
    key: `${arm.folder}/${seed}`,
    arm: arm.name,
    seed,
    turn,
    job: jobOf(arm, seed),
    expects: { engine: { name: 'wasm', versions: {} }, key: 'none' },
  })),
);

const worker = (workers, work) => {
  const stop = new AbortController();
  const seats = () => ({ work, stop: () => undefined });
  const options = {
    queue,
    store,
    project: folder,
    bundled: [],
    workers,
    seats,
    signal: stop.signal,
    onEvent: () => {},
  };
  const ended = serveTrials(options);
  return async () => {
    stop.abort();
    await ended;
  };
};

const nothing = async ({ folder: run }) => {
  mkdirSync(join(run, 'study'), { recursive: true });
  writeFileSync(join(run, 'study/outcome.json'), '{"state":"finished","step":100}');
  return { state: 'finished', step: 100 };
};
try {
  const runner = await queueTrials({ queue, store })({ plan, engine, reference: { key: 'none' }, onNote: () => {} });
  const watch = { state: () => {}, hear: () => {} };
  const [before, empty] = [await commands(), await memory()];
  const begun = performance.now();
  const all = Promise.all(trials.map((trial) => runner.work(trial, watch)));
  await sleep(1);
  const end = worker(2, nothing);
  let most = 0;
  const looking = setInterval(() => void memory().then((now) => (most = Math.max(most, now))), 200);
  const outcomes = await all;
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(looking);
  const asked = (await commands()) - before;
  await end();
  if (outcomes.some(({ state }) => state !== 'finished')) throw new Error('a trial was lost');
  const bytes = JSON.stringify(trials[0].job).length;
  console.log(
    `${outcomes.length} trials that do nothing, 2 at a time: ${seconds.toFixed(1)} s, ${((1000 * seconds) / count).toFixed(1)} ms a trial`,
  );
  console.log(
    `Redis: ${(asked / count).toFixed(1)} commands a trial, ${((most - empty) / count / 1024).toFixed(1)} KiB for each that waits, payload about ${(bytes / 1024).toFixed(1)} KiB`,
  );

  // One worker that trains for half a minute and tells a step every 50 ms.
  const slow = async (job, hear) => {
    for (let step = 1; step <= 600; step += 1) {
      hear({ kind: 'progress', step, secondsPerStep: 0.05 });
      await sleep(50);
    }
    return nothing(job);
  };
  const done = worker(1, slow);
  const [first] = trials;
  rmSync(join(plan.folder, first.key), { recursive: true });
  const training = runner.work(first, watch);
  await sleep(5000);
  const [from, at] = [await commands(), performance.now()];
  await sleep(20_000);
  const rate = ((await commands()) - from) / ((performance.now() - at) / 1000);
  await training;
  await done();
  console.log(`a worker that trains: ${rate.toFixed(1)} commands a second, its study listening`);
  await runner.close();
} finally {
  redis.disconnect();
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
}
