import { commonSeeds, type BySeed } from './paired-difference.ts';
import { mean, variance } from './summary.ts';

/** What common random numbers bought: 1 if seeds moved both arms alike, 0 if pairing was useless. */
export interface Pairing {
  readonly n: number;
  /** Pearson's, over seeds. */
  readonly correlation: number;
  /** Variance of the paired difference over that of independent runs: 0.5 means half as many seeds for the same interval. */
  readonly varianceRatio: number;
}

/** Pairing of an arm with the baseline. Nothing below three common seeds, or when one side does not vary. */
export const pairingOf = (arm: BySeed, baseline: BySeed): Pairing | undefined => {
  const seeds = commonSeeds(arm, baseline);
  if (seeds.length < 3) return undefined;
  const values = (side: BySeed): readonly number[] => seeds.map((seed) => side.get(seed) ?? Number.NaN);
  const [one, other] = [values(arm), values(baseline)];
  const [oneMean, otherMean] = [mean(one), mean(other)];
  const covariance =
    one.reduce((sum, value, index) => sum + (value - oneMean) * ((other[index] ?? Number.NaN) - otherMean), 0) /
    (seeds.length - 1);
  const independent = variance(one) + variance(other);
  const correlation = covariance / Math.sqrt(variance(one) * variance(other));
  if (!Number.isFinite(correlation)) return undefined;
  return { n: seeds.length, correlation, varianceRatio: (independent - 2 * covariance) / independent };
};
