// Kills training runs at random instants and checks that each, resumed, ends with the bits of one never stopped.
//   node scripts/soak/kills.mjs [KILLS] [SEED]        GANREG_ENGINE=tensorflow: on that engine too
// Needs a build. Prints one line per kill and ends with `N kills, N exact, N lost checkpoints`; fails if any was not exact.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@ganreg/numerics/random';

const kills = Number(process.argv[2] ?? 200);
const draws = createRandom(Number(process.argv[3] ?? 1))
  .stream('kills')
  .at(0);
const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
const engines = [...new Set(['wasm', process.env.GANREG_ENGINE ?? 'wasm'])];

const plugins = {
  baseline: [],
  'ours-star': ['recipe:ours-star', { use: 'r1', every: 4 }],
  'adaptivemix, apa': ['adaptivemix', 'apa'],
  'all four': ['glead', 'ggdr', { use: 'adaptivemix' }, 'advas', { use: 'r1', every: 4 }],
};
const cases = engines.flatMap((engine) =>
  Object.entries(plugins).map(([name, used]) => ({
    name: `${name} on ${engine}`,
    config: {
      engine,
      perceptual: 'mse',
      model: { use: 'dcgan', resolution: 8, channels: 1, latentSize: 8, width: 8, widthMax: 16 },
      train: { steps: 60, batch: 4, ema: 10 },
      run: { samples: { every: 30, count: 4 }, checkpoint: { every: 5, keep: 2 } },
      plugins: used,
    },
  })),
);

/** Runs the command; killed after so many milliseconds, if that is given. */
const ganreg = (args, cwd, killAfter) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    let timer;
    child.stdout.on('data', (chunk) => {
      // the clock starts with the first line, so that kills fall into training and not into loading
      if (stdout === '' && killAfter !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), killAfter);
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, stdout, stderr, last: stdout.trim().split('\n').at(-1) ?? '' });
    });
  });

const finished = ({ last, stderr }) => {
  const summary = last.startsWith('{') ? JSON.parse(last) : {};
  if (summary.event !== 'finished') throw new Error(`it did not finish: ${stderr || last}`);
  return summary;
};

const folder = await mkdtemp(join(tmpdir(), 'ganreg-kills-'));
let [done, exact, lost] = [0, 0, 0];
try {
  const references = [];
  for (const [index, { config }] of cases.entries()) {
    await writeFile(join(folder, `${index}.json`), JSON.stringify(config));
    const run = await ganreg(['train', `${index}.json`, '--json', '--set', `run.folder=whole-${index}`], folder);
    references.push(finished(run));
  }
  for (let run = 0; done < kills; run += 1) {
    const index = run % cases.length;
    const { name } = cases[index];
    const { sha256, seconds } = references[index];
    const target = `killed-${run}`;
    const start = ['train', `${index}.json`, '--json', '--set', `run.folder=${target}`];
    let command = start;
    let outcome;
    for (;;) {
      const after = draws.number() * seconds * 1200;
      outcome = await ganreg(command, folder, done < kills ? after : undefined);
      if (outcome.stdout.includes('does not match')) lost += 1;
      if (outcome.signal === 'SIGKILL') {
        done += 1;
        console.log(`kill ${done} of ${kills}, ${name}, ${after.toFixed(0)} ms after its first line`);
        command = ['resume', target, '--json'];
      } else if (/RUN_NOT_FOUND|there is none/u.test(outcome.stderr)) {
        // killed before its first checkpoint: it says that there is nothing to resume
        await rm(join(folder, target), { recursive: true, force: true });
        command = start;
      } else break;
    }
    if (finished(outcome).sha256 === sha256) exact += 1;
    else console.log(`NOT EXACT: ${name}`);
    await rm(join(folder, target), { recursive: true, force: true });
    console.log(`run ${run + 1} ended with the bits of one never stopped: ${exact} of ${run + 1}`);
    if (exact !== run + 1) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`${done} kills, ${process.exitCode ? 'NOT all' : 'all'} resumed exactly, ${lost} lost checkpoints`);
