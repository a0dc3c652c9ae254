import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
  const powerless = (...args: readonly string[]) => ganreg(args, { cwd: folder, powerless: true });

  it('is refused with its path', async () => {
    const locked = join(folder, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o500);
    const { status, stderr } = await powerless('train', 'my.json', '--set', `run.folder=${locked}/run`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/EACCES at .*locked.*\n.*choose a folder you may write to/u);
  });

  it('may hold a run: it can be looked at, is not resumed, and goes on once it may be written', async () => {
    await ganreg(['train', 'my.json', '--set', 'run.folder=kept', '--stop-after', '10'], { cwd: folder });
    const modes = (files: string, folders: string) =>
      spawnSync(
        'sh',
        ['-c', `find kept -type f -exec chmod ${files} {} + ; find kept -type d -exec chmod ${folders} {} +`],
        {
          cwd: folder,
        },
      );
    modes('400', '500');
    const refused = await powerless('resume', 'kept');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/EACCES at .*kept/u);
    expect((await powerless('sample', 'kept', '--count', '4', '--out', 'kept.svg')).status).toBe(0);
    expect((await powerless('export', 'kept', '--out', 'exported')).status).toBe(0);
    expect((await powerless('export', 'kept')).stderr).toMatch(/EACCES at .*kept/u);
    modes('600', '700');
    // what must not be read is not taken for damaged: an older checkpoint would go on, and this one would be removed
    await chmod(join(folder, 'kept', 'checkpoints', '10', 'state.json'), 0o000);
    expect((await powerless('resume', 'kept')).stderr).toMatch(/EACCES at .*10.*\n.*permission denied/u);
    expect(await readdir(join(folder, 'kept', 'checkpoints'))).toContain('10');
    modes('600', '700');
    const resumed = await powerless('resume', 'kept', '--json');
    expect(JSON.parse(resumed.stdout.trim().split('\n').at(-1)!)).toMatchObject({ state: 'finished', steps: 60 });
  });

  it('because its file system is read-only is told as such', async ({ skip }) => {
    if (!isMounted) skip('mounting needs rights that this user lacks');
    const small = join(folder, 'small');
    spawnSync('mount', ['-o', 'remount,ro', small]);
    const { status, stderr } = await ganreg(['train', 'my.json', '--set', `run.folder=${small}/other`], {
      cwd: folder,
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^EROFS at .*small.*\n.*read-only/u),
    });
  });

  it('is refused where a file stands in its place', async () => {
    await writeFile(join(folder, 'file'), '');
    const { status, stderr } = await ganreg(['train', 'my.json', '--set', `run.folder=file/run`], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toMatch(/ENOTDIR at .*file/);
    const itself = await ganreg(['train', 'my.json', '--set', 'run.folder=file'], { cwd: folder });
    expect(itself.status).toBe(2);
    expect(itself.stderr).toMatch(/^EEXIST at .*file\n.*choose another folder\n$/u);
  });

  it('is refused at once where no folder can be made', async ({ skip }) => {
    if (!existsSync('/proc/self')) skip('this system has no /proc');
    const { status, stderr } = await ganreg(['train', 'my.json', '--set', 'run.folder=/proc/run'], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^ENOENT at \/proc\/run\n/u) });
  });
});
