import { appendFile, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tail } from '../../packages/ui/src/folder/tail.ts';

const line = (step: number): string => `${JSON.stringify({ step, images: step })}\n`;

describe('following a file', () => {
  let root = '';
  let file = '';
  let tail: Tail;
  let steps: number[] = [];
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'ganreg-tail-')));
    file = join(root, 'run/metrics.jsonl');
    steps = [];
    tail = new Tail(root, file, {
      restarted: () => (steps = []),
      lines: (lines) => steps.push(...lines.map(({ step }) => step)),
    });
  });
  afterEach(async () => {
    tail.close();
    await rm(root, { recursive: true });
  });
  /** The steps heard, once they are as many as expected or time is up. */
  const heard = async (count: number): Promise<readonly number[]> => {
    await vi.waitFor(() => steps.length === count || Promise.reject(new Error(String(steps))), {
      timeout: 5000,
      interval: 20,
    });
    return steps;
  };

  it('waits for one that is not there yet, then hears every whole line', async () => {
    await tail.read();
    await mkdir(join(root, 'run'));
    await writeFile(file, line(0));
    expect(await heard(1)).toEqual([0]);
    await appendFile(file, `${line(1)}{"step":2,`);
    expect(await heard(2)).toEqual([0, 1]);
    await appendFile(file, '"images":2}\n');
    expect(await heard(3)).toEqual([0, 1, 2]);
  });

  it('begins again when the file is cut, replaced or made anew', async () => {
    await mkdir(join(root, 'run'));
    await writeFile(file, line(0) + line(1) + line(2));
    expect(await heard(3)).toEqual([0, 1, 2]);
    await writeFile(file, line(0));
    expect(await heard(1)).toEqual([0]);
    await writeFile(`${file}.tmp`, line(7) + line(8));
    await rename(`${file}.tmp`, file);
    expect(await heard(2)).toEqual([7, 8]);
    await rm(join(root, 'run'), { recursive: true });
    await mkdir(join(root, 'run'));
    await writeFile(file, line(9) + line(10) + line(11));
    expect(await heard(3)).toEqual([9, 10, 11]);
  });

  it('steps over what is not a line of numbers, and reads letters that lie across portions whole', async () => {
    await mkdir(join(root, 'run'));
    const long = JSON.stringify({ step: 1, text: 'ü'.repeat(700_000) });
    await writeFile(file, `nonsense\n${long}\nnull\n${line(2)}`);
    expect(await heard(2)).toEqual([1, 2]);
  });
});
