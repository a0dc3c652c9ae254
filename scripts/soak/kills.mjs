// Kills training runs at random instants and checks that each, resumed, ends with the bits of one never stopped.
//   node scripts/soak/kills.mjs [KILLS] [SEED] [ENGINES]        ENGINES: names with commas; all that work here without it
// Needs a build. Prints one line per kill and ends with `N kills, all resumed exactly, N lost checkpoints`; fails if any was not exact,
// a checkpoint that had been reported was not there afterwards, or a step is missing from `metrics.jsonl` or there twice.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeEngines } from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';

const kills = Number(process.argv[2] ?? 200);
const draws = createRandom(Number(process.argv[3] ?? 1))
  .stream('kills')
  .at(0);
const steps = 60;
const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
/** Those that work here. What does not is told: an engine that is left out in silence would pass for one that was tried. */
const working = async () => {
  const found = await describeEngines();
  for (const { name, works, why } of found) if (!works) console.log(`not on ${name}: ${why}`);
  return found.filter(({ works }) => works).map(({ name }) => name);
};
const engines = process.argv[4]?.split(',') ?? (await working());
console.log(`kills on ${engines.join(', ')}`);

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
      train: { steps, batch: 4, ema: 10 },
      run: { samples: { every: 30, count: 4 }, checkpoint: { every: 5, keep: 2 } },
      plugins: used,
    },
  })),
);

/** Runs the command; killed so many milliseconds after its start or its first line, if that is given. */
const ganreg = (args, cwd, moment) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const begin = performance.now();
    let [stdout, stderr] = ['', ''];
    let timer;
    const wait = (from) => {
      if (moment?.from === from) timer = setTimeout(() => child.kill('SIGKILL'), moment.after);
    };
    wait('start');
    child.stdout.on('data', (chunk) => {
      if (stdout === '') wait('first line');
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const milliseconds = performance.now() - begin;
      resolve({ status, signal, stdout, stderr, milliseconds, last: stdout.trim().split('\n').at(-1) ?? '' });
    });
  });

const finished = ({ last, stderr }) => {
  const summary = last.startsWith('{') ? JSON.parse(last) : {};
  if (summary.event !== 'finished') throw new Error(`it did not finish: ${stderr || last}`);
  return summary;
};

/** The newest checkpoint that a process told of; what it wrote last may be newer. */
const told = ({ stdout }) => Number([...stdout.matchAll(/"event":"checkpoint","step":(\d+)/gu)].at(-1)?.[1] ?? 0);

/** Where a process began; undefined if it was killed before. */
const begun = ({ stdout }) => /"event":"started".*?"step":(\d+)/u.exec(stdout)?.[1];

/** Whether each step is logged once, in order. */
const isWhole = async (folder) => {
  const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line).step).join() === Array.from({ length: steps }, (_, step) => step).join();
};

const folder = await mkdtemp(join(tmpdir(), 'ganreg-kills-'));
let [done, exact, lost] = [0, 0, 0];
try {
  const references = [];
  for (const [index, { config }] of cases.entries()) {
    await writeFile(join(folder, `${index}.json`), JSON.stringify(config));
    const run = await ganreg(['train', `${index}.json`, '--json', '--set', `run.folder=whole-${index}`], folder);
    const { sha256, seconds } = finished(run);
    references.push({ sha256, start: run.milliseconds, 'first line': seconds * 1200 });
  }
  for (let run = 0; done < kills; run += 1) {
    const index = run % cases.length;
    const { name } = cases[index];
    const reference = references[index];
    const target = `killed-${run}`;
    const start = ['train', `${index}.json`, '--json', '--set', `run.folder=${target}`];
    let command = start;
    let outcome;
    let newest = 0;
    for (let times = 0; ;) {
      // most fall into training; the others into loading, planning, and whatever comes before the first step
      const from = draws.number() < 0.75 ? 'first line' : 'start';
      const after = draws.number() * reference[from];
      // three times at most, so that every configuration has its turn
      outcome = await ganreg(command, folder, done < kills && times < 3 ? { from, after } : undefined);
      if (outcome.stdout.includes('using the one before') || Number(begun(outcome) ?? newest) < newest) lost += 1;
      newest = Math.max(newest, told(outcome));
      if (outcome.signal === 'SIGKILL') {
        done += 1;
        times += 1;
        const taken = [...outcome.stdout.matchAll(/"event":"step"/gu)].length;
        console.log(`kill ${done} of ${kills}, ${name}, ${after.toFixed(0)} ms after its ${from}, ${taken} steps done`);
        command = ['resume', target, '--json'];
      } else if (outcome.stderr.startsWith('RUN_NOT_FOUND')) command = start;
      else break;
    }
    if (finished(outcome).sha256 === reference.sha256 && (await isWhole(join(folder, target)))) exact += 1;
    else console.log(`NOT EXACT: ${name}`);
    await rm(join(folder, target), { recursive: true, force: true });
    console.log(`run ${run + 1} ended with the bits of one never stopped: ${exact} of ${run + 1}`);
    if (exact !== run + 1 || lost > 0) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(
  `${done} kills on ${engines.join(', ')}: ${process.exitCode ? 'NOT all' : 'all'} resumed exactly, ${lost} lost checkpoints`,
);
