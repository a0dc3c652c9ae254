import { quantileSorted } from 'd3-array';
import type { Draws } from '@ganreg/numerics/random';
import type { Interval } from './student-interval.ts';
import { mean, variance } from './summary.ts';

/** How a bootstrap is drawn. */
export interface BootstrapOptions {
  /** 0 to 1. */
  readonly confidence?: number;
  readonly resamples?: number;
}

/** Below this many values too few different resamples exist for their quantiles to mean anything. */
export const fewestForBootstrap = 6;

/**
 * The studentized ("bootstrap-t") interval of the mean (Efron, 1981; Hall, 1988): resamples give the distribution of
 * (mean* − mean) / (sd* / √n), whose quantiles replace Student's. Unlike the percentile interval it does not under-cover in
 * small samples, and unlike Student's it follows the skew of the data. Resamples of one repeated value have no spread and
 * are drawn again. Nothing below six values, or when all are equal.
 * @param draws takes `resamples` draws and more
 */
export const studentizedBootstrap = (
  values: readonly number[],
  draws: Draws,
  { confidence = 0.95, resamples = 1999 }: BootstrapOptions = {},
): Interval | undefined => {
  const n = values.length;
  const spread = Math.sqrt(variance(values) / n);
  const centre = mean(values);
  // Equal values differ from their mean by rounding.
  const rounding = 1e-12 * Math.max(...values.map(Math.abs));
  if (n < fewestForBootstrap || !(spread > rounding)) return undefined;
  const statistics: number[] = [];
  while (statistics.length < resamples) {
    const picked = draws.integers(n * (resamples - statistics.length), n);
    for (let start = 0; start < picked.length; start += n) {
      let [sum, squares] = [0, 0];
      for (let at = start; at < start + n; at += 1) {
        const deviation = (values[picked[at] ?? 0] ?? Number.NaN) - centre;
        sum += deviation;
        squares += deviation * deviation;
      }
      const error = Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1) / n);
      // Rounding leaves a resample of one repeated value a spread of some bits.
      if (error > 1e-9 * spread) statistics.push(sum / n / error);
    }
  }
  statistics.sort((one, other) => one - other);
  const at = (probability: number): number => quantileSorted(statistics, probability) ?? Number.NaN;
  return { low: centre - at((1 + confidence) / 2) * spread, high: centre - at((1 - confidence) / 2) * spread };
};
