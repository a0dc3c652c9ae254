import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { open, readdir, readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, ganreg } from '../support/command.ts';
import { follow } from '../support/follow.ts';

const config = {
  engine: process.env.GANREG_ENGINE ?? 'wasm',
  model: { use: 'mlp', latentSize: 4, width: 16 },
  data: 'mixture-8',
  train: { steps: 60, batch: 8, ema: 10 },
  run: { checkpoint: { every: '160', keep: 2 } },
};
const endless = ['--set', 'train.steps=1000000'];

let folder = '';
let reference = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-processes-'));
  await writeFile(join(folder, 'my.json'), JSON.stringify(config));
  reference = finished((await train('reference')).stdout).sha256;
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

interface Finished {
  readonly state: string;
  readonly sha256: string;
  readonly steps: number;
}
const finished = (stdout: string): Finished => JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Finished;
const args = (run: string, ...more: readonly string[]): string[] => [
  'train',
  'my.json',
  '--json',
  '--set',
  `run.folder=${run}`,
  ...more,
];
const train = (run: string, ...more: readonly string[]) => ganreg(args(run, ...more), { cwd: folder });
const resume = (run: string, ...more: readonly string[]) => ganreg(['resume', run, '--json', ...more], { cwd: folder });
const start = (given: readonly string[], stdio: StdioOptions = ['ignore', 'pipe', 'pipe']): ChildProcess =>
  spawn(process.execPath, [bin, ...given], { cwd: folder, stdio });
const steps = async (run: string): Promise<readonly number[]> =>
  (await readdir(join(folder, run, 'checkpoints'))).map(Number).toSorted((one, other) => one - other);
const step = (lines: readonly string[], index: number) => () =>
  lines.some((line) => line.startsWith(`{"event":"step","step":${index},`));

describe('a run that another process works in', { timeout: 120_000 }, () => {
  it('is neither trained nor resumed nor changed, and the message says who has it', async () => {
    const child = start(args('busy', ...endless));
    const { lines, until, ended, complaints } = follow(child);
    await until(step(lines, 25));
    const before = await readFile(join(folder, 'busy', 'config.json'), 'utf8');
    const refused = [await train('busy', '--set', 'seed=7'), await resume('busy', '--set', 'train.steps=70')];
    for (const { status, stderr, stdout } of refused) {
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('RUN_LOCKED');
      expect(stderr).toContain(`process ${child.pid} on `);
    }
    expect(await readFile(join(folder, 'busy', 'config.json'), 'utf8')).toBe(before);
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
    expect(complaints()).toContain('saving; press Ctrl-C again');
    const saved = (await steps('busy')).at(-1) ?? 0;
    expect(saved).toBeGreaterThan(25);
    expect(finished((await resume('busy', '--stop-after', String(saved + 1))).stdout).steps).toBe(saved + 1);
  });

  it('is taken up by one of many that find the lock of a process that is gone', async () => {
    await train('orphan', '--stop-after', '10');
    await writeFile(join(folder, 'orphan', 'lock.json'), JSON.stringify({ pid: 2 ** 22 + 1, host: 'elsewhere' }));
    expect((await resume('orphan')).stderr).toContain('if you know that it is gone, remove');
    const { hostname } = await import('node:os');
    // the number is this process's, the time is not: numbers are given again after a restart
    const gone = { pid: process.pid, host: hostname(), began: '1' };
    await writeFile(join(folder, 'orphan', 'lock.json'), JSON.stringify(gone));
    const all = await Promise.all(Array.from({ length: 3 }, () => resume('orphan')));
    const done = all.filter(({ status }) => status === 0).map(({ stdout }) => finished(stdout));
    expect(done.length).toBeGreaterThan(0);
    expect(done.every(({ sha256 }) => sha256 === reference)).toBe(true);
    const refused = all.filter(({ status }) => status !== 0);
    expect(refused.every(({ stderr }) => stderr.startsWith('RUN_LOCKED'))).toBe(true);
  });
});

describe('a run that is stopped', { timeout: 120_000 }, () => {
  it('by a second Ctrl-C at once, says so and goes on later to the same bits', async () => {
    const child = start(args('twice'));
    const { lines, until, ended, complaints } = follow(child);
    await until(step(lines, 25));
    child.kill('SIGINT');
    // another signal than the first: two of a kind may arrive as one
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
    expect(complaints()).toContain('stopped without saving; `ganreg resume` goes on');
    expect((await steps('twice')).at(-1)).toBe(20);
    expect(finished((await resume('twice')).stdout)).toMatchObject({ state: 'finished', sha256: reference });
  });

  it('before its first checkpoint, begins again with its first step', async () => {
    const child = start(args('early'));
    const { lines, until, ended } = follow(child);
    await until(() => lines.length > 0);
    child.kill('SIGKILL');
    await ended;
    expect(await steps('early')).toEqual([]);
    const { stdout } = await resume('early');
    expect(stdout).toContain('it has no checkpoint yet');
    expect(finished(stdout)).toMatchObject({ state: 'finished', sha256: reference });
    const log = (run: string) => readFile(join(folder, run, 'metrics.jsonl'), 'utf8');
    expect(await log('early')).toBe(await log('reference'));
  });
});

describe('output that nobody reads', { timeout: 120_000 }, () => {
  it('does not stop the training', async () => {
    const child = start(args('unheard'));
    const { lines, until, ended } = follow(child);
    await until(() => lines.length > 0);
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await ended).toBe(0);
    expect((await steps('unheard')).at(-1)).toBe(60);
  });

  it('does not keep a signal from saving', async () => {
    const child = start(args('deaf', ...endless));
    const { lines, until, ended } = follow(child);
    await until(step(lines, 5));
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill('SIGHUP');
    expect(await ended).toBe(130);
    expect((await steps('deaf')).at(-1)).toBeGreaterThan(5);
  });

  it('because the disk is full does not stop it either, and is told at its end', async ({ skip }) => {
    if (!existsSync('/dev/full')) skip('this system has no /dev/full');
    const full = await open('/dev/full', 'w');
    const child = start(args('full'), ['ignore', full.fd, 'pipe']);
    const { ended, complaints } = follow(child);
    expect(await ended).toBe(2);
    await full.close();
    expect(complaints()).toMatch(/^ENOSPC\n.*could not be written/u);
    expect((await steps('full')).at(-1)).toBe(60);
  });
});

describe('a clock that jumps', { timeout: 120_000 }, () => {
  it('by years, forwards and backwards, changes no bit and no speed', async () => {
    const jumping = `let n = 0; const real = Date.now; Date.now = () => real() + (n++ % 3 - 1) * 1e11;`;
    const child = spawn(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(jumping)}`, bin, ...args('jumping')],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const { lines, ended } = follow(child);
    expect(await ended).toBe(0);
    expect(finished(lines.join('\n')).sha256).toBe(reference);
    const told = lines
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter(({ event }) => event === 'step')
      .map(({ imagesPerSecond, secondsLeft }) => [Number(imagesPerSecond), Number(secondsLeft)] as const);
    expect(Math.min(...told.map(([speed]) => speed))).toBeGreaterThan(0);
    expect(Math.max(...told.map(([, left]) => left))).toBeLessThan(1e5);
  });
});
