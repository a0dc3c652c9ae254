import { extent, quantileSorted } from 'd3-array';
import type { Point } from './types.ts';

export type Domain = readonly [number, number];

/** From the first x to the last of all finite points. */
export function xDomain(points: readonly Point[]): Domain {
  return widened(extent(points, ([x]) => x));
}

/**
 * Room for the middle 96 % of all values, raw and smoothed, and for where each curve ends: a few spikes at the start must
 * not flatten everything after them. A short curve is shown whole.
 */
export function yDomain(raw: readonly Point[], smoothed: readonly (readonly Point[])[]): Domain {
  const values = [...raw, ...smoothed.flat()].map(([, y]) => y).sort((a, b) => a - b);
  if (values.length < 200) return widened(extent(values));
  const ends = smoothed.flatMap((points) => points.slice(-1)).map(([, y]) => y);
  const bulk = [0.02, 0.98].map((share) => quantileSorted(values, share) ?? Number.NaN);
  return widened(extent([...bulk, ...ends]));
}

function widened([low, high]: readonly [number | undefined, number | undefined]): Domain {
  if (low === undefined || high === undefined) return [0, 1];
  if (low < high) return [low, high];
  const margin = Math.abs(low) * 0.1 || 1;
  return [low - margin, low + margin];
}
