import { spawnSync } from 'node:child_process';
import { lstat, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '@ganreg/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-atomic-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('what is written', () => {
  it('never takes the place of a device or a pipe: an administrator would lose it', async ({ skip }) => {
    const pipe = join(folder, 'pipe');
    if (spawnSync('mkfifo', [pipe]).status !== 0) skip('this system has no named pipes');
    const [, read] = await Promise.all([writeAtomically(pipe, 'content'), readFile(pipe, 'utf8')]);
    expect(read).toBe('content');
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });

  it('leaves a link what it is, and replaces what it leads to', async () => {
    const [file, link] = [join(folder, 'file'), join(folder, 'link')];
    await writeFile(file, 'old');
    await symlink(file, link);
    await writeAtomically(link, 'new');
    expect(await readlink(link)).toBe(file);
    expect(await readFile(file, 'utf8')).toBe('new');
  });
});
