import { gain, type Better } from './improvement.ts';
import type { BySeed } from './paired-difference.ts';
import { signFlipTest, type SignFlipTest } from './sign-flip.ts';
import { studentInterval, type Interval } from './student-interval.ts';
import { mean, summarise, type Summary } from './summary.ts';

/** One arm of a design of two-level factors. */
export interface Cell {
  /** Which factors are on, in the order of the design's factors. */
  readonly levels: readonly boolean[];
  readonly values: BySeed;
}

/** A contrast of arms, estimated on every seed by itself; its spread over seeds gives interval and test. */
export interface Effect extends Summary {
  readonly factors: readonly string[];
  readonly interval: Interval | undefined;
  readonly test: SignFlipTest | undefined;
  /** Effects that a half fraction cannot tell from this one. Empty in a full factorial. */
  readonly aliases: readonly string[];
}

/** - `synergistic`: together better than the sum of both (interval beyond 0)
 * - `redundant`: together less than the sum, yet no worse than the better one alone
 * - `antagonistic`: together less than the sum, and worse than the better one alone
 * - `unclear`: the interval of the interaction holds 0 */
export type Verdict = 'synergistic' | 'redundant' | 'antagonistic' | 'unclear';

/** What two factors do together beyond the sum of what each does alone. */
export interface Interaction extends Effect {
  readonly verdict: Verdict;
  /** Means with neither, the first alone, the second alone and both, the other factors averaged over. */
  readonly cells: readonly [number, number, number, number] | undefined;
}

/** What each factor does, and each pair beyond the sum of its two. */
export interface FactorialEffects {
  /** Seeds on which every arm finished: the only ones whose contrasts are balanced. */
  readonly seeds: readonly number[];
  readonly main: readonly Effect[];
  readonly interactions: readonly Interaction[];
}

const completeSeeds = (cells: readonly Cell[]): readonly number[] => {
  const [first, ...rest] = cells;
  if (first === undefined) return [];
  return [...first.values.keys()]
    .filter((seed) => rest.every(({ values }) => values.has(seed)))
    .toSorted((a, b) => a - b);
};

const sign = (cell: Cell, chosen: readonly number[]): number =>
  chosen.reduce((product, factor) => product * (cell.levels[factor] === true ? 1 : -1), 1);

const aliasesOf = (
  chosen: readonly number[],
  factors: readonly string[],
  cells: readonly Cell[],
): readonly string[] => {
  if (cells.length === 2 ** factors.length) return [];
  return [factors.filter((_, factor) => !chosen.includes(factor)).join(' × ')];
};

const effect = (
  chosen: readonly number[],
  factors: readonly string[],
  cells: readonly Cell[],
  seeds: readonly number[],
  confidence: number,
): Effect => {
  const high = cells.filter((cell) => sign(cell, chosen) > 0);
  const low = cells.filter((cell) => sign(cell, chosen) < 0);
  const at = (group: readonly Cell[], seed: number): number =>
    mean(group.map(({ values }) => values.get(seed) ?? Number.NaN));
  // With two factors the halves differ by half the difference of differences.
  const scale = chosen.length === 1 ? 1 : 2;
  const contrasts = seeds.map((seed) => scale * (at(high, seed) - at(low, seed)));
  return {
    ...summarise(contrasts),
    factors: chosen.map((factor) => factors[factor] ?? ''),
    interval: studentInterval(contrasts, confidence),
    test: signFlipTest(contrasts),
    aliases: aliasesOf(chosen, factors, cells),
  };
};

const verdictOf = (interaction: Effect, one: number, other: number, better: Better): Verdict => {
  const { interval, mean: extra } = interaction;
  if (interval === undefined || extra === undefined) return 'unclear';
  const ends = [gain(interval.low, 0, better), gain(interval.high, 0, better)];
  if (Math.min(...ends) > 0) return 'synergistic';
  if (Math.max(...ends) >= 0) return 'unclear';
  const [first, second, bonus] = [gain(one, 0, better), gain(other, 0, better), gain(extra, 0, better)];
  // Alone, a factor does its average less half of what the other adds to it; both together do the sum of the averages.
  const best = Math.max(first, second) - bonus / 2;
  return first + second < best ? 'antagonistic' : 'redundant';
};

/**
 * Main effects and pairwise interactions of a two-level design (Box, Hunter and Hunter, 2005, ch. 5), with seeds as blocks.
 * A main effect is the mean with the factor less the mean without, over all arms; an interaction the difference of
 * differences, what both do together beyond their sum.
 * @param better direction of the metric, for the verdicts
 */
export const factorialEffects = (
  factors: readonly string[],
  cells: readonly Cell[],
  better: Better,
  confidence = 0.95,
): FactorialEffects => {
  const seeds = completeSeeds(cells);
  const main = factors.map((_, factor) => effect([factor], factors, cells, seeds, confidence));
  const interactions = factors.flatMap((_, first) =>
    factors.slice(first + 1).map((__, offset): Interaction => {
      const second = first + 1 + offset;
      const found = effect([first, second], factors, cells, seeds, confidence);
      const [one, other] = [main[first]?.mean, main[second]?.mean];
      if (one === undefined || other === undefined || found.mean === undefined)
        return { ...found, verdict: 'unclear', cells: undefined };
      const centre = mean(cells.flatMap(({ values }) => seeds.map((seed) => values.get(seed) ?? Number.NaN)));
      const cell = (a: number, b: number): number =>
        centre + (a * one + b * other) / 2 + (a * b * (found.mean ?? 0)) / 4;
      return {
        ...found,
        verdict: verdictOf(found, one, other, better),
        cells: [cell(-1, -1), cell(1, -1), cell(-1, 1), cell(1, 1)],
      };
    }),
  );
  return { seeds, main, interactions };
};
