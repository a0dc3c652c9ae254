import type { Bucket, Traces } from '../src/live/traces.ts';
import type { Point } from './chart.ts';

/** Exponentially smoothed, corrected for its start; the band stays what was measured. */
const smoothed = (points: readonly Point[], weight: number): readonly Point[] => {
  if (weight === 0) return points;
  let [average, mass] = [0, 0];
  return points.map((point) => {
    average = weight * average + (1 - weight) * point.y;
    mass = weight * mass + (1 - weight);
    return { ...point, y: average / mass };
  });
};

/** One run's number: its mean in each stretch, and how far it reached there. */
export const runPoints = (buckets: readonly Bucket[], smoothing: number): readonly Point[] =>
  smoothed(
    buckets.map(([x, y, low, high]) => ({ x, y, low, high })),
    smoothing,
  );

const bins = 60;

/** The same number of several runs: the mean over runs, and the lowest and highest of them, in each sixtieth of the budget. */
export const bandPoints = (
  runs: readonly Traces[],
  name: string,
  budget: number,
  smoothing: number,
): readonly Point[] => {
  const byBin = Array.from({ length: bins }, (): number[] => []);
  for (const traces of runs) {
    const own = Array.from({ length: bins }, (): [sum: number, count: number] => [0, 0]);
    for (const [images, mean, , , count] of traces.of(name)) {
      const bin = own[Math.min(bins - 1, Math.floor((images / budget) * bins))];
      if (bin === undefined) continue;
      bin[0] += mean * count;
      bin[1] += count;
    }
    own.forEach(([sum, count], bin) => {
      if (count > 0) byBin[bin]?.push(sum / count);
    });
  }
  return smoothed(
    byBin.flatMap((values, bin) => {
      if (values.length === 0) return [];
      const y = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [{ x: ((bin + 0.5) / bins) * budget, y, low: Math.min(...values), high: Math.max(...values) }];
    }),
    smoothing,
  );
};

/** Numbers by what they are about: the part of a name before its first slash. */
export const groupsOf = (names: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = name.split('/', 1)[0] ?? name;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const order = ['loss', 'score'];
  const last = ['weight', 'gradient', 'cosine'];
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : 10 + last.indexOf(key));
  return new Map([...groups].toSorted(([one], [other]) => rank(one) - rank(other) || one.localeCompare(other)));
};

const titles: Readonly<Record<string, string>> = {
  loss: 'Adversarial loss',
  score: 'Realness (mean logit)',
  weight: 'Scheduled weights',
  gradient: 'Norm of each term’s gradient',
  cosine: 'Cosine between gradients',
};

export const groupTitle = (key: string): string => titles[key] ?? key;

/** A number's name within its group. */
export const shortName = (name: string): string => {
  const short = name.slice(name.indexOf('/') + 1);
  return name === 'score/fake' ? 'generated' : short;
};
