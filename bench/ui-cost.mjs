// What the live page costs a training: node bench/ui-cost.mjs [stretches] [--browser]
// One training in this process; beside it `ganreg ui` with a page that listens, attached and detached in turns.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeCatalogue, resumeRun, trainPlan } from '@ganreg/core/node';
import { planExperiment } from '@ganreg/core';

const pairs = Number(process.argv.find((each) => /^\d+$/u.test(each)) ?? 20);
const withBrowser = process.argv.includes('--browser');
const stepsPerStretch = 60;
const cli = fileURLToPath(new URL('../packages/cli', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ganreg-ui-cost-'));
const run = join(folder, 'run');
const config = {
  engine: { use: 'wasm', threads: 1 },
  data: 'embedded',
  model: { use: 'dcgan', resolution: 16, channels: 1, latentSize: 32, width: 16 },
  train: { steps: 1_000_000, batch: 16 },
  perceptual: 'mse',
  plugins: [{ use: 'glead', weight: { real: 10, fake: 0 } }, 'ggdr'],
  run: { samples: { every: '1k', count: 16 }, checkpoint: { every: '100M' } },
};

/** The server in a process of its own; `listen` opens what a page opens. */
const startUi = () =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(cli, 'dist/bin.js'), 'ui', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', (text) => resolve({ child, url: String(text).split('\n')[0] }));
  });

const { createHash } = await import('node:crypto');
const address = `live/runs/${createHash('sha256').update('run').digest('hex').slice(0, 12)}`;

const attach = async (url) => {
  if (!withBrowser)
    return new Promise((resolve, reject) => {
      const request = get(url + address, (response) => {
        response.resume();
        resolve(() => request.destroy());
      });
      request.on('error', reject);
    });
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox'],
  });
  const page = await browser.newPage();
  await page.goto(`${url}#/${address.slice('live/'.length)}`);
  await page.waitForSelector('.plot svg .line', { state: 'attached' });
  return () => browser.close();
};

const quiet = { onEvent: () => undefined };
const catalogueFor = (project) => nodeCatalogue(project, [cli]);
const plan = await planExperiment(config, catalogueFor(cli));
let done = 0;
const stretch = async () => {
  done += stepsPerStretch;
  const before = process.cpuUsage();
  const { seconds } = await resumeRun(run, catalogueFor, [], { ...quiet, stopAfter: done });
  const { user, system } = process.cpuUsage(before);
  return { clock: seconds / stepsPerStretch, processor: (user + system) / 1e6 / stepsPerStretch };
};

await trainPlan(plan, { config, folder: cli, files: [], provenance: {} }, run, { ...quiet, stopAfter: 0 });
const { child, url } = await startUi();
await stretch();
const watched = [];
const alone = [];
for (let pair = 0; pair < pairs; pair += 1) {
  const measured = {};
  for (const listening of pair % 2 === 0 ? [true, false] : [false, true]) {
    const detach = listening ? await attach(url) : () => undefined;
    measured[listening] = await stretch();
    await detach();
  }
  watched.push(measured.true);
  alone.push(measured.false);
}
child.kill();
await rm(folder, { recursive: true });
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
console.log(`${pairs} pairs of ${stepsPerStretch} steps, ${withBrowser ? 'Chromium showing the run' : 'one listener'}`);
for (const what of ['clock', 'processor']) {
  const [one, other] = [alone, watched].map((stretches) => stretches.map((each) => each[what]));
  const ratios = other.map((each, pair) => each / one[pair]);
  const least = [one, other].map((each) => Math.min(...each));
  console.log(
    `${what.padEnd(10)} ${least.map((each) => (each * 1000).toFixed(2)).join(' → ')} ms a step at least; ` +
      `ratio ${(least[1] / least[0]).toFixed(4)} of the least, ${median(ratios).toFixed(4)} median of pairs`,
  );
}
