import { describe, expect, it } from 'vitest';
import {
  holm,
  pairedDifference,
  pairedWins,
  pairingOf,
  probabilityOfImprovement,
  signFlipTest,
  spreadOf,
  studentInterval,
  studentizedBootstrap,
  summarise,
} from '@ganreg/study';
import { createRandom } from '@ganreg/numerics/random';

const draws = () => createRandom(1).stream('bootstrap').at(0);

describe('with few runs', () => {
  it('says nothing where nothing can be said', () => {
    expect(summarise([])).toEqual({ n: 0, mean: undefined, sd: undefined });
    expect(summarise([3])).toEqual({ n: 1, mean: 3, sd: undefined });
    expect(studentInterval([3])).toBeUndefined();
    expect(studentizedBootstrap([1, 2, 3, 4, 5], draws())).toBeUndefined();
    expect(studentizedBootstrap([2, 2, 2, 2, 2, 2], draws())).toBeUndefined();
    expect(studentizedBootstrap([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], draws())).toBeUndefined();
    expect(studentizedBootstrap([Number.NaN, 1, 2, 3, 4, 5], draws())).toBeUndefined();
    expect(signFlipTest([])).toBeUndefined();
    expect(probabilityOfImprovement([], [1], 'lower')).toBeUndefined();
    expect(pairingOf(new Map([[1, 2]]), new Map([[1, 3]]))).toBeUndefined();
    expect(spreadOf([])).toEqual({ training: undefined, sampling: undefined });
  });

  it('never claims a p below what the number of seeds allows', () => {
    for (const n of [1, 2, 3, 5, 6, 10]) {
      const found = signFlipTest(Array.from({ length: n }, (_, index) => 100 + index));
      expect(found?.attainable).toBe(2 / 2 ** n);
      expect(found?.p).toBe(found?.attainable);
    }
    expect(signFlipTest([0, 0, 0])?.p).toBe(1);
  });

  it('counts every pattern of a sign-flip test, by brute force', () => {
    const values = createRandom(3).stream('differences').at(0).normal(11);
    const sums = Array.from({ length: 2 ** values.length }, (_, bits) =>
      values.reduce((sum, value, index) => sum + ((bits >> index) & 1 ? value : -value), 0),
    );
    const seen = Math.abs(values.reduce((sum, value) => sum + value, 0));
    const expected = sums.filter((sum) => Math.abs(sum) >= seen - 1e-9).length / sums.length;
    expect(signFlipTest([...values])?.p).toBe(expected);
  });

  it('is exact at 36 seeds too, in no time', () => {
    const begin = performance.now();
    const differences = Array.from({ length: 36 }, (_, index) => (index < 24 ? 1 : -1));
    // 12 heads or fewer of 36 fair coins, both tails
    const choose = (k: number): number => (k === 0 ? 1 : (choose(k - 1) * (36 - k + 1)) / k);
    const tail = Array.from({ length: 13 }, (_, k) => choose(k)).reduce((sum, each) => sum + each, 0);
    expect(signFlipTest(differences)?.p).toBeCloseTo((2 * tail) / 2 ** 36, 14);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(() => signFlipTest(Array.from({ length: 41 }, () => 1))).toThrow(RangeError);
  });

  it('pairs by seed and leaves out seeds that one side did not finish', () => {
    const arm = new Map([
      [3, 9],
      [1, 10],
      [2, 14],
    ]);
    const baseline = new Map([
      [1, 12],
      [2, 15],
      [4, 100],
      [3, 11],
    ]);
    const found = pairedDifference(arm, baseline, 'lower');
    expect(found.seeds).toEqual([1, 2, 3]);
    expect(found.differences).toEqual([-2, -1, -2]);
    expect(found.mean).toBeCloseTo(-5 / 3, 12);
    expect(found.paired).toMatchObject({ wins: 3, losses: 0, draws: 0 });
    expect(pairedWins([-1, 0, 2], 'higher')).toMatchObject({ wins: 1, losses: 1, draws: 1 });
  });

  it('adjusts p values upwards, never past 1, and keeps their order', () => {
    expect(holm([])).toEqual([]);
    expect(holm([0.02, 0.02, 0.02])).toEqual([0.06, 0.06, 0.06]);
    expect(holm([0.6, 0.01])).toEqual([0.6, 0.02]);
  });

  it('shows what pairing is worth', () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const { normal } = createRandom(5).stream('pairing').at(0);
    const [shared, one, other] = [normal(40), normal(40), normal(40)];
    const arm = new Map(seeds.map((seed) => [seed, (shared[seed] ?? 0) + 0.2 * (one[seed] ?? 0)]));
    const baseline = new Map(seeds.map((seed) => [seed, 1 + (shared[seed] ?? 0) + 0.2 * (other[seed] ?? 0)]));
    const found = pairingOf(arm, baseline);
    expect(found?.correlation).toBeGreaterThan(0.9);
    expect(found?.varianceRatio).toBeLessThan(0.1);
  });

  it('separates the spread of training from the spread of sampling', () => {
    const random = createRandom(9).stream('spread').at(0);
    const runs = Array.from({ length: 400 }, () => {
      const level = 3 * (random.normal(1)[0] ?? 0);
      return Array.from(random.normal(4), (noise) => level + 0.5 * noise);
    });
    const { training, sampling } = spreadOf(runs);
    expect(training).toBeGreaterThan(2.7);
    expect(training).toBeLessThan(3.3);
    expect(sampling).toBeGreaterThan(0.47);
    expect(sampling).toBeLessThan(0.53);
    // no difference between trainings beyond what sampling explains
    expect(
      spreadOf([
        [1, 3],
        [2, 2],
        [3, 1],
      ]).training,
    ).toBe(0);
  });
});
