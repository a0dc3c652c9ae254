// Trains `baseline` and `ours-star` side by side on the embedded images, measures both, and says where everything is.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  compareCurves,
  evaluateRuns,
  nodeCatalogue,
  openInitialRun,
  openSavedRun,
  readMetrics,
  writeAtomically,
} from '@ganreg/core/node';

const here = dirname(fileURLToPath(import.meta.url));
const out = join('runs', 'demo');
const arms = ['baseline', 'ours-star'];
const images = Number(process.env.DEMO_IMAGES ?? 1000);
const overrides = process.env.DEMO_STEPS === undefined ? [] : ['--set', `train.steps=${process.env.DEMO_STEPS}`];

const command = createRequire(import.meta.url).resolve('ganreg/package.json');
const catalogueFor = (project) => nodeCatalogue(project, [dirname(command)]);

/** Both arms at once: each engine has one thread. */
const train = (arm) =>
  new Promise((resolve, reject) => {
    const args = [
      join(dirname(command), 'dist/bin.js'),
      'train',
      join(here, `${arm}.yaml`),
      '--set',
      `run.folder=${join(out, arm)}`,
      ...overrides,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (text) => {
      for (const line of text.toString().trim().split('\n')) console.log(`${arm.padEnd(9)} │ ${line}`);
    });
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${arm} ended with ${code}`))));
  });

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const firstAndLast = (lines, name) => {
  const values = lines.map((line) => line[name]).filter((value) => typeof value === 'number');
  const share = Math.max(1, Math.floor(values.length / 20));
  return [mean(values.slice(0, share)), mean(values.slice(-share))];
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const begin = performance.now();
await Promise.all(arms.map(train));

console.log(`\nmeasuring ${images} images of each …`);
const saved = await Promise.all(arms.map((arm) => openSavedRun(join(out, arm), catalogueFor)));
const [untrained, ...trained] = await evaluateRuns(
  [await openInitialRun(join(out, arms[0]), catalogueFor), ...saved],
  images,
);
const rows = [
  ['untrained generator', untrained.distance],
  ...trained.map(({ distance }, index) => [arms[index], distance]),
  ['held-out real images (floor)', untrained.floor],
];

const lines = await readMetrics(join(out, 'ours-star', 'metrics.jsonl'));
const changes = [
  ['glead/real', 'GLeaD: distance of reals to their redrawing'],
  ['ggdr/features', 'GGDR: cosine distance to the generator’s features'],
].map(([name, about]) => [about, ...firstAndLast(lines, name)]);

const table = [
  `| ${untrained.name} | Fréchet distance |`,
  '| --- | ---: |',
  ...rows.map(([name, value]) => `| ${name} | ${value === undefined ? '–' : value.toFixed(2)} |`),
  '',
  '| ours-star, first 5 % of the steps → last 5 % | from | to |',
  '| --- | ---: | ---: |',
  ...changes.map(([name, from, to]) => `| ${name} | ${from.toFixed(3)} | ${to.toFixed(3)} |`),
].join('\n');
await writeFile(join(out, 'table.md'), `${table}\n`);
await writeAtomically(
  join(out, 'curves.svg'),
  await compareCurves(Object.fromEntries(arms.map((arm) => [arm, join(out, arm, 'metrics.jsonl')]))),
);

console.log(`\n${table}\n`);
const last = JSON.parse(await readFile(join(out, 'ours-star', 'plan.json'), 'utf8')).steps;
for (const arm of arms)
  console.log(`grid    ${relative('.', join(out, arm, 'samples', `${String(last).padStart(6, '0')}.png`))}`);
console.log(`curves  ${join(out, 'curves.svg')}, ${arms.map((arm) => join(out, arm, 'curves.svg')).join(', ')}`);
console.log(`table   ${join(out, 'table.md')}`);
console.log(`${Math.round((performance.now() - begin) / 1000)} s`);
