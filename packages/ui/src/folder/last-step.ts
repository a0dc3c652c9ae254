import { open } from 'node:fs/promises';
import { inside } from './inside.ts';

const tailLength = 16_384;

/** Steps done and when that was written, from the end of `metrics.jsonl`. */
export const lastStep = async (
  root: string,
  path: string,
): Promise<{ readonly step: number; readonly changed: number }> => {
  const file = await inside(root, path);
  if (file === undefined) return { step: 0, changed: 0 };
  const handle = await open(file);
  try {
    const { size, mtimeMs } = await handle.stat();
    const length = Math.min(size, tailLength);
    const buffer = Buffer.alloc(length);
    await handle.read(buffer, 0, length, size - length);
    const steps = [...buffer.toString('utf8').matchAll(/^\{"step":(\d+),"images"[^\n]*\}\n/gmu)];
    const last = steps.at(-1)?.[1];
    return { step: last === undefined ? 0 : Number(last) + 1, changed: mtimeMs };
  } finally {
    await handle.close();
  }
};
