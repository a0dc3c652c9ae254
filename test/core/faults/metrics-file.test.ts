import { lstat, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMetrics } from '@ganreg/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { truncateMetrics } from '../../../packages/core/src/node/run/metrics-file.ts';
import { recentMean } from '../../../packages/core/src/node/run/recent.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-metrics-'));
});
afterAll(() => rm(folder, { recursive: true }));

const line = (step: number, loss: number | null) => `${JSON.stringify({ step, images: step * 4, loss })}\n`;

describe('metrics.jsonl', () => {
  it('keeps every byte before the step that is done again, and what happened up to it', async () => {
    const file = join(folder, 'long.jsonl');
    const event = `${JSON.stringify({ step: 4000, event: 'diverged' })}\n`;
    const lines = Array.from({ length: 5000 }, (_, step) => line(step, step / 7));
    await writeFile(file, [...lines.slice(0, 4000), event, ...lines.slice(4000), '{"step":5000,"ima'].join(''));
    await truncateMetrics(file, 4000);
    expect(await readFile(file, 'utf8')).toBe([...lines.slice(0, 4000), event].join(''));
    expect(await readMetrics(file)).toHaveLength(4001);
  });

  it('is empty where there is none, and stays as it is where it cannot be read', async () => {
    expect(await readMetrics(join(folder, 'none.jsonl'))).toEqual([]);
    const circle = join(folder, 'circle.jsonl');
    await symlink(circle, circle);
    await expect(truncateMetrics(circle, 1)).rejects.toMatchObject({ code: 'ELOOP' });
    expect((await lstat(circle)).isSymbolicLink()).toBe(true);
    await expect(readMetrics(folder)).rejects.toMatchObject({ code: 'EISDIR', path: folder });
  });
});

describe('the numbers at the end of a run', () => {
  it('are means over the last tenth of its steps, without what was done earlier and without events', () => {
    const lines = Array.from({ length: 40 }, (_, step) => ({ step, images: step * 4, loss: step, score: 1 }));
    expect(recentMean([...lines, { step: 39, event: 'leak' }], 20)).toEqual({ loss: 38.5, score: 1 });
    expect(recentMean(lines.slice(0, 3), 0)).toEqual({ loss: 2, score: 1 });
    expect(recentMean([], 0)).toEqual({});
  });

  it('are not finite where one of them was not', () => {
    expect(recentMean([{ step: 0, images: 4, loss: null }], 0)).toEqual({ loss: Number.NaN });
  });
});
