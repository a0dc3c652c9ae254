import { pairedWins, type Better, type PairedWins } from './improvement.ts';
import { signFlipTest, type SignFlipTest } from './sign-flip.ts';
import { studentInterval, type Interval } from './student-interval.ts';
import { summarise, type Summary } from './summary.ts';

/** Values by seed. A run that failed has none. */
export type BySeed = ReadonlyMap<number, number>;

/** An arm against the baseline, seed by seed. */
export interface PairedDifference extends Summary {
  /** Seeds that both sides finished. */
  readonly seeds: readonly number[];
  /** arm − baseline, in the order of `seeds`. */
  readonly differences: readonly number[];
  readonly interval: Interval | undefined;
  readonly test: SignFlipTest | undefined;
  readonly paired: PairedWins;
}

/** Seeds on which both have a value, in ascending order. */
export const commonSeeds = (one: BySeed, other: BySeed): readonly number[] =>
  [...one.keys()].filter((seed) => other.has(seed)).toSorted((a, b) => a - b);

/** Compares two arms whose runs of one seed share initial weights, data order and latents. */
export const pairedDifference = (
  arm: BySeed,
  baseline: BySeed,
  better: Better,
  confidence = 0.95,
): PairedDifference => {
  const seeds = commonSeeds(arm, baseline);
  const differences = seeds.map((seed) => (arm.get(seed) ?? Number.NaN) - (baseline.get(seed) ?? Number.NaN));
  return {
    ...summarise(differences),
    seeds,
    differences,
    interval: studentInterval(differences, confidence),
    test: signFlipTest(differences),
    paired: pairedWins(differences, better, confidence),
  };
};
