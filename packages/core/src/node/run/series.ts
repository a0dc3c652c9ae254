import type { Series } from '../curves/types.ts';

/** A line of `metrics.jsonl`. */
export type Line = Readonly<Record<string, unknown>>;

/** One number of `metrics.jsonl` over the images shown. */
export const series = (lines: readonly Line[], name: string, shown: string): Series => ({
  name: shown,
  points: lines.flatMap((line) => {
    const [x, y] = [line.images, line[name]];
    return typeof x === 'number' && typeof y === 'number' ? [[x, y] as const] : [];
  }),
});
