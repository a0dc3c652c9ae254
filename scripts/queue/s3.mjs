// The kills of kills.mjs with an S3-compatible server as the store: moto's, from PyPI.
//   npm run build && node scripts/queue/s3.mjs [kills = 5] [python with moto]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const kills = process.argv[2] ?? '5';
const folder = mkdtempSync(join(tmpdir(), 'ganreg-s3-'));
const port = 20_000 + (process.pid % 20_000) + 1;
const endpoint = `http://127.0.0.1:${port}`;
const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
let server;
try {
  let python = process.argv[3];
  if (python === undefined) {
    python = join(folder, 'python/bin/python');
    execFileSync('python3', ['-m', 'venv', join(folder, 'python')], { stdio: 'inherit' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'moto[server]'], { stdio: 'inherit' });
  }
  server = spawn(python, ['-m', 'moto.server', '-p', String(port)], { stdio: 'ignore' });
  const answers = () =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  for (let waited = 0; waited < 60 && !(await answers()); waited += 1) await sleep(1000);
  // this server asks nobody who they are
  const made = await fetch(`${endpoint}/trials`, { method: 'PUT' });
  if (!made.ok) throw new Error(`no bucket: ${await made.text()}`);
  const script = fileURLToPath(new URL('kills.mjs', import.meta.url));
  execFileSync(process.execPath, [script, kills, `s3://trials/some/prefix?endpoint=${encodeURIComponent(endpoint)}`], {
    stdio: 'inherit',
    env: { ...process.env, ...credentials },
  });
} finally {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
