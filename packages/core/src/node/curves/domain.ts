import { extent, quantileSorted } from 'd3-array';
import type { Point } from './types.ts';

export type Domain = readonly [number, number];

/** From the first x to the last of all finite points. */
export function xDomain(points: readonly Point[]): Domain {
  return widened(extent(points, ([x]) => x));
}

/**
 * Room for all smoothed values and for the middle 98 % of the raw ones: a few spikes at the start must not flatten
 * everything after them.
 */
export function yDomain(raw: readonly Point[], smoothed: readonly Point[]): Domain {
  const sorted = raw.map(([, y]) => y).sort((a, b) => a - b);
  const bulk = [0.01, 0.99].map((share) => quantileSorted(sorted, share));
  return widened(extent([...smoothed.map(([, y]) => y), ...bulk]));
}

function widened([low, high]: readonly [number, number] | readonly [undefined, undefined]): Domain {
  if (low === undefined) return [0, 1];
  if (low < high) return [low, high];
  const margin = Math.abs(low) * 0.1 || 1;
  return [low - margin, low + margin];
}
