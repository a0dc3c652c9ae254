import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganreg } from '../support/command.ts';

const config = {
  engine: process.env.GANREG_ENGINE ?? 'wasm',
  model: { use: 'mlp', latentSize: 4, width: 64 },
  data: 'mixture-8',
  train: { steps: 60, batch: 8, ema: 10 },
  run: { checkpoint: { every: 2, keep: 30 } },
};

let folder = '';
let isMounted = false;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-full-'));
  await writeFile(join(folder, 'my.json'), JSON.stringify(config));
  await mkdir(join(folder, 'small'));
  isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', join(folder, 'small')]).status === 0;
});
afterAll(async () => {
  if (isMounted) spawnSync('umount', [join(folder, 'small')]);
  await rm(folder, { recursive: true });
});

describe('a disk that fills up during training', () => {
  it('ends the run with what to do, and loses no checkpoint that was published', async ({ skip }) => {
    if (!isMounted) skip('mounting a small file system needs rights that this user lacks');
    const run = join(folder, 'small', 'run');
    const { status, stderr } = await ganreg(['train', 'my.json', '--json', '--set', `run.folder=${run}`], {
      cwd: folder,
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^ENOSPC/m);
    expect(stderr).toContain('ganreg resume');
    expect(stderr).not.toMatch(/\n\s+at /u);
    const published = await readdir(join(run, 'checkpoints'));
    expect(published.length).toBeGreaterThan(1);
    expect(published.every((name) => /^\d+$/u.test(name))).toBe(true);
    await rm(join(run, 'samples'), { recursive: true });
    for (const old of published.slice(0, -1)) await rm(join(run, 'checkpoints', old), { recursive: true });
    const resumed = await ganreg(['resume', run, '--json', '--set', 'run.checkpoint.keep=1'], { cwd: folder });
    expect(resumed.stderr).toBe('');
    expect(JSON.parse(resumed.stdout.trim().split('\n').at(-1)!)).toMatchObject({ state: 'finished', steps: 60 });
  });
});

describe('a folder that must not be written', () => {
  it('is refused with its path', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('the administrator may write everywhere');
    const locked = join(folder, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o500);
    const { status, stderr } = await ganreg(['train', 'my.json', '--set', `run.folder=${locked}/run`], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toMatch(/EACCES at .*locked/);
  });

  it('is refused where a file stands in its place', async () => {
    await writeFile(join(folder, 'file'), '');
    const { status, stderr } = await ganreg(['train', 'my.json', '--set', `run.folder=file/run`], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toMatch(/ENOTDIR at .*file/);
  });
});
