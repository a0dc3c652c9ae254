import { useEngine } from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  densityCoverage,
  frechetDistance,
  gaussianAccumulator,
  gaussianStatistics,
  precisionRecall,
  type FeatureSet,
} from '@ganreg/core/metrics';

beforeAll(async () => {
  await useEngine(process.env['GANREG_ENGINE'] === 'tensorflow' ? 'tensorflow' : 'wasm');
});

const cloud = (stream: string, count: number, dimension: number, change = (value: number) => value): FeatureSet => ({
  count,
  dimension,
  values: createRandom(5)
    .stream(stream)
    .at(0)
    .normal(count * dimension)
    .map(change),
});

/** Squared distance by the definition. */
const squared = (a: FeatureSet, row: number, b: FeatureSet, column: number): number => {
  let sum = 0;
  for (let at = 0; at < a.dimension; at += 1)
    sum += (a.values[row * a.dimension + at]! - b.values[column * a.dimension + at]!) ** 2;
  return sum;
};

const rows = (count: number): readonly number[] => Array.from({ length: count }, (_, row) => row);

/** Squared distance of every row to its k-th nearest other row, for every k. */
const radii = (set: FeatureSet, ks: readonly number[]): readonly Float64Array[] => {
  const found = ks.map(() => new Float64Array(set.count));
  for (let row = 0; row < set.count; row += 1) {
    const all = Float64Array.from(rows(set.count), (other) =>
      other === row ? Infinity : squared(set, row, set, other),
    );
    all.sort();
    ks.forEach((k, index) => {
      found[index]![row] = all[k - 1]!;
    });
  }
  return found;
};

/** Precision, recall, density and coverage by their definitions, in float64 and in no hurry. */
const plainly = (real: FeatureSet, fake: FeatureSet, k: number, dense: number) => {
  const [ofReal, wide] = radii(real, [k, dense]) as [Float64Array, Float64Array];
  const [ofFake] = radii(fake, [k]) as [Float64Array];
  const inReal = new Set<number>();
  const inFake = new Set<number>();
  const covered = new Set<number>();
  let hits = 0;
  for (let i = 0; i < real.count; i += 1)
    for (let j = 0; j < fake.count; j += 1) {
      const distance = squared(real, i, fake, j);
      if (distance <= ofReal[i]!) inReal.add(j);
      if (distance <= ofFake[j]!) inFake.add(i);
      if (distance < wide[i]!) {
        covered.add(i);
        hits += 1;
      }
    }
  return {
    precision: inReal.size / fake.count,
    recall: inFake.size / real.count,
    density: hits / (dense * fake.count),
    coverage: covered.size / real.count,
  };
};

describe('precision, recall, density and coverage', () => {
  it('are those of their definitions for more rows than one tile holds', async () => {
    const real = cloud('real', 1100, 6);
    const fake = cloud('fake', 1050, 6, (value) => value * 0.8);
    const expected = plainly(real, fake, 3, 5);
    expect({ ...(await precisionRecall(real, fake)), ...(await densityCoverage(real, fake)) }).toEqual(expected);
    expect(expected.precision).toBeGreaterThan(expected.recall);
  });

  it('settle near-ties in float64: what float32 cannot tell apart comes out as it is', async () => {
    // a lattice far from the origin: thousands of distances are equal, or differ in the seventh digit
    const grid = (shift: number): FeatureSet => ({
      count: 125,
      dimension: 3,
      values: Float32Array.from(rows(375), (at) => {
        const [row, axis] = [Math.floor(at / 3), at % 3];
        return 300 + (Math.floor(row / 5 ** axis) % 5) + (axis === 0 ? shift : 0) + (row % 7) * 3e-5;
      }),
    });
    const [real, fake] = [grid(0), grid(0.5)];
    const product = (row: number, column: number): number => {
      let sum = 0;
      for (let at = 0; at < 3; at += 1)
        sum = Math.fround(sum + real.values[row * 3 + at]! * fake.values[column * 3 + at]!);
      return sum;
    };
    // float32 alone is wrong about such distances by more than the gaps between them
    const naive = product(0, 0) * -2 + product(0, 0) + product(0, 0);
    expect(Math.abs(naive - squared(real, 0, fake, 0))).toBeGreaterThan(0.01);
    const expected = plainly(real, fake, 3, 5);
    expect({ ...(await precisionRecall(real, fake)), ...(await densityCoverage(real, fake)) }).toEqual(expected);
  });

  it('tell a swap of their arguments: samples of one mode are precise and recall little, and the other way round', async () => {
    const twoModes = cloud('both', 200, 4).values.map((value, at) => value + (Math.floor(at / 4) % 2 === 0 ? 20 : 0));
    const real = { count: 200, dimension: 4, values: twoModes };
    const fake = cloud('one', 200, 4);
    const right = await precisionRecall(real, fake);
    expect(right.precision).toBeGreaterThan(0.8);
    expect(right.recall).toBeLessThan(0.6);
    expect(await precisionRecall(fake, real)).toEqual({ precision: right.recall, recall: right.precision });
    const { coverage } = await densityCoverage(real, fake);
    expect(coverage).toBeLessThan(0.6);
    expect((await densityCoverage(fake, real)).coverage).toBeGreaterThan(0.8);
  });
});

describe('the Fréchet distance', () => {
  it('streams: rows leave nothing behind but their sums', () => {
    const accumulator = gaussianAccumulator(64);
    const chunk = cloud('chunk', 250, 64).values;
    accumulator.add(chunk);
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 40; round += 1) accumulator.add(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    expect(accumulator.result().count).toBe(250 * 41);
  });

  it('of far fewer samples than dimensions is that of the same samples in the space they span', () => {
    const flat = (set: FeatureSet): FeatureSet => ({
      count: set.count,
      dimension: 40,
      values: Float32Array.from(rows(set.count * 40), (at) =>
        at % 40 < 5 ? set.values[Math.floor(at / 40) * 5 + (at % 40)]! : 0,
      ),
    });
    const [a, b] = [cloud('a', 30, 5), cloud('b', 30, 5, (value) => 2 * value)];
    const distance = (one: FeatureSet, other: FeatureSet): number =>
      frechetDistance(gaussianStatistics(one), gaussianStatistics(other));
    expect(distance(flat(a), flat(b))).toBeCloseTo(distance(a, b), 9);
  });
});
