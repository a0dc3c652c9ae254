import { describe, expect, it } from 'vitest';
import {
  factorialEffects,
  pairedDifference,
  studentInterval,
  studentizedBootstrap,
  type Interval,
} from '@ganreg/study';
import { createRandom, type Draws } from '@ganreg/numerics/random';

const repetitions = 2000;

/** The share of simulated studies whose interval holds the truth. */
const coverage = (truth: number, interval: (draws: Draws, repetition: number) => Interval | undefined): number => {
  const stream = createRandom(2024).stream('coverage');
  let held = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const found = interval(stream.at(repetition), repetition);
    if (found !== undefined && found.low <= truth && truth <= found.high) held += 1;
  }
  return held / repetitions;
};

const bySeed = (values: ArrayLike<number>): ReadonlyMap<number, number> =>
  new Map(Array.from(values, (value, seed) => [seed, value]));

describe(`in ${repetitions} simulated studies, intervals of 95 % hold the truth as often as they say`, () => {
  it.each([3, 6, 10])('Student’s interval of %i seeds', (n) => {
    expect(
      Math.abs(coverage(7, (draws) => studentInterval(Array.from(draws.normal(n), (value) => 7 + 2 * value))) - 0.95),
    ).toBeLessThanOrEqual(0.02);
  });

  it('the paired difference of six seeds, shared levels and unequal spreads', () => {
    expect(
      Math.abs(
        coverage(-1, (draws) => {
          const level = draws.normal(6);
          const [one, other] = [draws.normal(6), draws.normal(6)];
          const arm = one.map((value, seed) => 9 + 4 * (level[seed] ?? 0) + value);
          const baseline = other.map((value, seed) => 10 + 4 * (level[seed] ?? 0) + 0.3 * value);
          return pairedDifference(bySeed(arm), bySeed(baseline), 'lower').interval;
        }) - 0.95,
      ),
    ).toBeLessThanOrEqual(0.02);
  });

  it('the studentized bootstrap of ten seeds', () => {
    expect(
      Math.abs(
        coverage(3, (draws, repetition) =>
          studentizedBootstrap(
            Array.from(draws.normal(10), (value) => 3 + value),
            createRandom(repetition).stream('resamples').at(0),
            { resamples: 399 },
          ),
        ) - 0.95,
      ),
    ).toBeLessThanOrEqual(0.02);
  });

  it('main effects and interactions of a 2×2 factorial on six seeds', () => {
    const cells = (draws: Draws) => {
      const level = draws.normal(6);
      return [0, 1, 2, 3].map((code) => {
        const levels = [(code & 1) === 1, (code & 2) === 2];
        const truth = 20 - (levels[0] ? 3 : 0) - (levels[1] ? 1 : 0) + (code === 3 ? 2 : 0);
        return {
          levels,
          values: bySeed(draws.normal(6).map((value, seed) => truth + 3 * (level[seed] ?? 0) + value)),
        };
      });
    };
    expect(
      Math.abs(coverage(-2, (draws) => factorialEffects(['a', 'b'], cells(draws), 'lower').main[0]?.interval) - 0.95),
    ).toBeLessThanOrEqual(0.02);
    expect(
      Math.abs(
        coverage(2, (draws) => factorialEffects(['a', 'b'], cells(draws), 'lower').interactions[0]?.interval) - 0.95,
      ),
    ).toBeLessThanOrEqual(0.02);
  });
});
