import type { Point } from './types.ts';

/** Exponential moving average, corrected for its start; values that are not finite are stepped over. */
export function smooth(points: readonly Point[], weight: number): readonly Point[] {
  let average = 0;
  let mass = 0;
  return points
    .filter(([, y]) => Number.isFinite(y))
    .map(([x, y]): Point => {
      average = weight * average + (1 - weight) * y;
      mass = weight * mass + (1 - weight);
      return [x, average / mass];
    });
}

/** At most about `limit` points that look the same: of each stretch its lowest and its highest, so that spikes stay. */
export function thin(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  const stretch = Math.ceil((2 * points.length) / limit);
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += stretch) {
    const part = points.slice(start, start + stretch);
    const lowest = part.reduce((best, point) => (point[1] < best[1] ? point : best));
    const highest = part.reduce((best, point) => (point[1] > best[1] ? point : best));
    kept.push(...(lowest[0] < highest[0] ? [lowest, highest] : [highest, lowest]));
  }
  return kept;
}

/** At most about `limit` points, evenly spaced, always with the last: enough where there are no spikes. */
export function everyFew(points: readonly Point[], limit: number): readonly Point[] {
  const stride = Math.ceil(points.length / limit);
  return points.filter((_, index) => index % stride === 0 || index === points.length - 1);
}
