import { describe, expect, it } from 'vitest';
import { factorialEffects, type Cell } from '@ganreg/study';
import { createRandom } from '@ganreg/numerics/random';

const factors = ['glead', 'ggdr', 'adaptivemix', 'advas'];

/** Lower is better: each method takes `effects` off, each pair adds `pairs`; every seed has its own level and noise. */
const planted = (
  seeds: number,
  effects: readonly number[],
  pairs: Readonly<Record<string, number>>,
  noise: number,
  keep: (levels: readonly boolean[]) => boolean = () => true,
): readonly Cell[] => {
  const { normal } = createRandom(11).stream('planted').at(0);
  const blocks = normal(seeds);
  return Array.from({ length: 2 ** effects.length }, (_, code) =>
    effects.map((__, factor) => ((code >> factor) & 1) === 1),
  )
    .filter(keep)
    .map((levels) => {
      const errors = normal(seeds);
      const truth =
        50 -
        effects.reduce((sum, effect, factor) => sum + (levels[factor] ? effect : 0), 0) +
        Object.entries(pairs).reduce(
          (sum, [pair, extra]) => sum + (pair.split('').every((factor) => levels[Number(factor)]) ? extra : 0),
          0,
        );
      return {
        levels,
        values: new Map(
          Array.from({ length: seeds }, (_, seed) => [
            seed,
            truth + 5 * (blocks[seed] ?? 0) + noise * (errors[seed] ?? 0),
          ]),
        ),
      };
    });
};

const pair = (found: ReturnType<typeof factorialEffects>, one: string, other: string) =>
  found.interactions.find((each) => each.factors[0] === one && each.factors[1] === other);

describe('a full factorial of four methods', () => {
  const cells = planted(6, [8, 6, 4, 3], { '01': 4, '02': -3, '23': 6 }, 0.3);
  const found = factorialEffects(factors, cells, 'lower');

  it('recovers planted main effects, although seeds differ by far more', () => {
    // averaged over the other factors: half of each interaction belongs to the main effect
    const expected = [-8 + 4 / 2 - 3 / 2, -6 + 4 / 2, -4 - 3 / 2 + 6 / 2, -3 + 6 / 2];
    for (const [index, effect] of found.main.entries()) {
      expect(effect.mean).toBeCloseTo(expected[index] ?? Number.NaN, 0);
      expect(effect.interval?.low).toBeLessThanOrEqual(expected[index] ?? Number.NaN);
      expect(effect.interval?.high).toBeGreaterThanOrEqual(expected[index] ?? Number.NaN);
      expect(effect.sd).toBeLessThan(1);
    }
    expect(found.seeds).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('tells synergistic, redundant and antagonistic pairs apart, and says when it cannot', () => {
    expect(pair(found, 'glead', 'ggdr')).toMatchObject({ verdict: 'redundant' });
    expect(pair(found, 'glead', 'adaptivemix')).toMatchObject({ verdict: 'synergistic' });
    expect(pair(found, 'adaptivemix', 'advas')).toMatchObject({ verdict: 'antagonistic' });
    expect(pair(found, 'ggdr', 'adaptivemix')).toMatchObject({ verdict: 'unclear' });
    expect(pair(found, 'glead', 'ggdr')?.mean).toBeCloseTo(4, 0);
    expect(pair(found, 'glead', 'ggdr')?.aliases).toEqual([]);
  });

  it('turns its verdicts round for a metric of which more is better', () => {
    const mirrored = cells.map(({ levels, values }) => ({
      levels,
      values: new Map([...values].map(([seed, value]) => [seed, -value])),
    }));
    const other = factorialEffects(factors, mirrored, 'higher');
    expect(other.interactions.map((each) => each.verdict)).toEqual(found.interactions.map((each) => each.verdict));
  });

  it('gives the four means behind an interaction', () => {
    const [neither, one, other, both] = pair(found, 'glead', 'ggdr')?.cells ?? [];
    expect((both ?? 0) - (one ?? 0) - (other ?? 0) + (neither ?? 0)).toBeCloseTo(
      pair(found, 'glead', 'ggdr')?.mean ?? Number.NaN,
      9,
    );
    const levels = (a: boolean, b: boolean) =>
      cells.filter((cell) => cell.levels[0] === a && cell.levels[1] === b).flatMap((cell) => [...cell.values.values()]);
    const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(one).toBeCloseTo(average(levels(true, false)), 9);
    expect(both).toBeCloseTo(average(levels(true, true)), 9);
  });

  it('leaves out a seed on which one arm failed', () => {
    const [first, ...rest] = cells;
    const without = [{ levels: first!.levels, values: new Map([...first!.values].slice(1)) }, ...rest];
    expect(factorialEffects(factors, without, 'lower').seeds).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a half fraction', () => {
  const even = (levels: readonly boolean[]) => levels.filter(Boolean).length % 2 === 0;

  it('needs half the arms, recovers main effects and names what it cannot tell apart', () => {
    const cells = planted(6, [8, 6, 4, 0], { '02': -3 }, 0.3, even);
    expect(cells).toHaveLength(8);
    const found = factorialEffects(factors, cells, 'lower');
    for (const [index, expected] of [-9.5, -6, -5.5, 0].entries())
      expect(found.main[index]?.mean).toBeCloseTo(expected, 0);
    expect(found.main[0]?.aliases).toEqual(['ggdr × adaptivemix × advas']);
    expect(pair(found, 'glead', 'adaptivemix')?.aliases).toEqual(['ggdr × advas']);
    expect(pair(found, 'glead', 'adaptivemix')?.mean).toBeCloseTo(-3, 0);
    expect(pair(found, 'ggdr', 'advas')?.mean).toBeCloseTo(-3, 0);
  });
});
