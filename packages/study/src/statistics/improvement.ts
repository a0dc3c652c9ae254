import jstat from 'jstat';
import type { Interval } from './student-interval.ts';

/** Which direction of a metric is an improvement. */
export type Better = 'lower' | 'higher';

/** How much larger a value is in the direction that counts as better. */
export const gain = (value: number, baseline: number, better: Better): number =>
  better === 'higher' ? value - baseline : baseline - value;

/**
 * The probability that a run of the arm beats a run of the baseline, whatever their seeds (Agarwal et al., NeurIPS 2021; the
 * Mann-Whitney statistic over n · m): the share of all pairs it wins, draws counted half. Nothing when either side is empty.
 */
export const probabilityOfImprovement = (
  arm: readonly number[],
  baseline: readonly number[],
  better: Better,
): number | undefined => {
  if (arm.length === 0 || baseline.length === 0) return undefined;
  let wins = 0;
  for (const value of arm) {
    for (const other of baseline) {
      const more = gain(value, other, better);
      wins += more > 0 ? 1 : more === 0 ? 0.5 : 0;
    }
  }
  return wins / (arm.length * baseline.length);
};

/** On how many seeds the arm beats the baseline of the same seed; `interval` is Clopper and Pearson's for that share. */
export interface PairedWins {
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly interval: Interval;
}

/** Counts wins among differences arm − baseline. Draws count for neither side. */
export const pairedWins = (differences: readonly number[], better: Better, confidence = 0.95): PairedWins => {
  const gains = differences.map((difference) => gain(difference, 0, better));
  const wins = gains.filter((each) => each > 0).length;
  const losses = gains.filter((each) => each < 0).length;
  return {
    wins,
    losses,
    draws: gains.length - wins - losses,
    interval: binomialInterval(wins, wins + losses, confidence),
  };
};

/** Clopper and Pearson's exact interval (1934) for a share of which `count` in `n` were seen. */
export const binomialInterval = (count: number, n: number, confidence = 0.95): Interval => {
  const tail = (1 - confidence) / 2;
  return {
    low: count === 0 ? 0 : jstat.beta.inv(tail, count, n - count + 1),
    high: count === n ? 1 : jstat.beta.inv(1 - tail, count + 1, n - count),
  };
};
