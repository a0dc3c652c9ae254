// Trains a run of a few steps with every exporter, stopped and resumed on the way, and has the real TensorBoard and a real MLflow
// server read what was written: every number of metrics.jsonl, the samples, and the parameters.
//   npm run build && node scripts/exporters/check.mjs [folder for Python environments]
// Needs python3 with venv; the first run installs tensorboard and mlflow there with pip.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ganreg-exporters-'));
const environments = resolve(process.argv[2] ?? join(folder, 'python'));

const python = (name, packages) => {
  const place = join(environments, name);
  const program = join(place, 'bin/python');
  if (!existsSync(program)) {
    execFileSync('python3', ['-m', 'venv', place], { stdio: 'inherit' });
    execFileSync(program, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  }
  return program;
};
const freePort = () =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
const ganreg = (...args) =>
  execFileSync(process.execPath, [join(root, 'packages/cli/dist/bin.js'), ...args], { cwd: folder, encoding: 'utf8' });

const tensorboard = python('tensorboard', ['tensorboard']);
const mlflow = python('mlflow', ['mlflow']);
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const server = spawn(
  mlflow,
  [
    '-m',
    'mlflow',
    'server',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--backend-store-uri',
    `sqlite:///${join(folder, 'mlflow.db')}`,
    '--artifacts-destination',
    join(folder, 'artifacts'),
    '--workers',
    '1',
  ],
  { cwd: folder, stdio: 'ignore', detached: true },
);
try {
  for (let waited = 0; waited < 120; waited += 1) {
    if (
      await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    await sleep(1000);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const config = {
    engine: 'wasm',
    perceptual: 'mse',
    model: { use: 'dcgan', resolution: 16, channels: 3, latentSize: 8, width: 4, widthMax: 8 },
    train: { steps: 12, batch: 4 },
    run: {
      folder: 'run',
      checkpoint: { every: 16 },
      samples: { every: 16, count: 4 },
      exporters: ['tensorboard', 'csv', { use: 'mlflow', with: { url, experiment: 'check' } }],
    },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const said = [ganreg('train', 'config.json', '--stop-after', '6'), ganreg('resume', 'run')].join('\n');
  if (said.includes('fails')) throw new Error(said);
  const lines = readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const numbers = lines.flatMap(({ step, images: _images, ...rest }) =>
    Object.entries(rest).map(([name, value]) => [name, step, value]),
  );
  writeFileSync(join(folder, 'numbers.json'), JSON.stringify(numbers));
  const here = fileURLToPath(new URL('.', import.meta.url));
  const check = (program, script, ...args) =>
    console.log(
      execFileSync(program, [join(here, script), join(folder, 'numbers.json'), ...args], { encoding: 'utf8' }).trim(),
    );
  check(tensorboard, 'read-tensorboard.py', join(folder, 'run/export/tensorboard'));
  check(mlflow, 'read-mlflow.py', url, 'check');
  const rows = readFileSync(join(folder, 'run/export/csv/metrics.csv'), 'utf8').trim().split('\n').slice(1);
  if (rows.length !== numbers.length) throw new Error(`csv: ${rows.length} rows, ${numbers.length} numbers`);
  console.log(`csv: ${rows.length} rows`);
  ganreg('export', 'run', '--format', 'tensorboard');
  check(tensorboard, 'read-tensorboard.py', join(folder, 'run/export/tensorboard'));
} finally {
  // the whole group: the server starts others
  if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
}
