import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  binomialInterval,
  factorialEffects,
  holm,
  pairingOf,
  probabilityOfImprovement,
  signFlipTest,
  studentInterval,
  studentQuantile,
  summarise,
} from '@ganreg/study';

type Pair = readonly [number, number];
interface Contrast {
  readonly mean: number;
  readonly interval: Pair;
  readonly p: number;
}
interface Fixtures {
  readonly quantiles: readonly { readonly probability: number; readonly degrees: number; readonly value: number }[];
  readonly intervals: readonly {
    readonly values: readonly number[];
    readonly mean: number;
    readonly sd: number;
    readonly interval: Pair;
  }[];
  readonly signFlips: readonly { readonly differences: readonly number[]; readonly p: number }[];
  readonly holm: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly improvement: readonly {
    readonly arm: readonly number[];
    readonly baseline: readonly number[];
    readonly lower: number;
    readonly correlation: number | null;
  }[];
  readonly binomial: readonly { readonly count: number; readonly n: number; readonly interval: Pair }[];
  readonly factorial: {
    readonly levels: readonly (readonly boolean[])[];
    readonly values: readonly (readonly number[])[];
    readonly main: readonly Contrast[];
    readonly interactions: readonly Contrast[];
  };
}

const fixtures = JSON.parse(readFileSync(new URL('../fixtures/statistics.json', import.meta.url), 'utf8')) as Fixtures;

/** Error relative to `scale`. */
const off = (found: number | undefined, expected = Number.NaN, scale = Math.abs(expected)): number =>
  Math.abs((found ?? Number.NaN) - expected) / Math.max(scale, 1e-300);

const bySeed = (values: readonly number[]): ReadonlyMap<number, number> =>
  new Map(values.map((value, seed) => [seed, value]));

describe('against SciPy and statsmodels', () => {
  it('gives the quantiles of Student’s distribution', () => {
    for (const { probability, degrees, value } of fixtures.quantiles)
      expect(off(studentQuantile(probability, degrees), value)).toBeLessThanOrEqual(1e-7);
  });

  it('gives mean, standard deviation and Student’s interval, also around a million', () => {
    for (const { values, mean, sd, interval } of fixtures.intervals) {
      expect(off(summarise(values).mean, mean)).toBeLessThanOrEqual(1e-12);
      expect(off(summarise(values).sd, sd)).toBeLessThanOrEqual(1e-9);
      expect(off(studentInterval(values)?.low, interval[0], Math.abs(interval[0]) + sd)).toBeLessThanOrEqual(1e-7);
      expect(off(studentInterval(values)?.high, interval[1], Math.abs(interval[1]) + sd)).toBeLessThanOrEqual(1e-7);
    }
  });

  it('counts the same sign patterns, ties included', () => {
    for (const { differences, p } of fixtures.signFlips)
      expect(off(signFlipTest(differences)?.p, p)).toBeLessThanOrEqual(1e-12);
  });

  it('adjusts like Holm', () => {
    for (const { p, adjusted } of fixtures.holm)
      for (const [index, value] of holm(p).entries()) expect(off(value, adjusted[index])).toBeLessThanOrEqual(1e-12);
  });

  it('gives the Mann-Whitney probability of improvement and the correlation', () => {
    for (const { arm, baseline, lower } of fixtures.improvement) {
      expect(off(probabilityOfImprovement(arm, baseline, 'lower'), lower)).toBeLessThanOrEqual(1e-12);
      expect(off(probabilityOfImprovement(arm, baseline, 'higher'), 1 - lower)).toBeLessThanOrEqual(1e-12);
    }
    for (const { arm, baseline, correlation } of fixtures.improvement.filter((each) => each.correlation !== null))
      expect(off(pairingOf(bySeed(arm), bySeed(baseline))?.correlation, correlation ?? 0)).toBeLessThanOrEqual(1e-10);
  });

  it('gives Clopper and Pearson’s interval', () => {
    for (const { count, n, interval } of fixtures.binomial) {
      expect(off(binomialInterval(count, n).low, interval[0], 1)).toBeLessThanOrEqual(1e-7);
      expect(off(binomialInterval(count, n).high, interval[1], 1)).toBeLessThanOrEqual(1e-7);
    }
  });

  it('gives main effects and interactions with intervals and p values', () => {
    const { levels, values, main, interactions } = fixtures.factorial;
    const cells = levels.map((row, index) => ({ levels: row, values: bySeed(values[index] ?? []) }));
    const found = factorialEffects(['a', 'b', 'c'], cells, 'lower');
    for (const [group, expected] of [[found.main, main] as const, [found.interactions, interactions] as const]) {
      expect(group).toHaveLength(expected.length);
      for (const [index, effect] of group.entries()) {
        const wanted = expected[index];
        expect(off(effect.mean, wanted?.mean, 1)).toBeLessThanOrEqual(1e-10);
        expect(off(effect.interval?.low, wanted?.interval[0], 1)).toBeLessThanOrEqual(1e-7);
        expect(off(effect.interval?.high, wanted?.interval[1], 1)).toBeLessThanOrEqual(1e-7);
        expect(off(effect.test?.p, wanted?.p)).toBeLessThanOrEqual(1e-12);
      }
    }
  });
});
