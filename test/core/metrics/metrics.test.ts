import { readFileSync } from 'node:fs';
import { useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSet } from '../../../packages/core/src/metrics/feature-set.ts';
import { frechetDistance } from '../../../packages/core/src/metrics/frechet.ts';
import { gaussianAccumulator, gaussianStatistics } from '../../../packages/core/src/metrics/gaussian-statistics.ts';
import { kernelDistance } from '../../../packages/core/src/metrics/kernel-distance.ts';
import { densityCoverage, precisionRecall } from '../../../packages/core/src/metrics/manifold-metrics.ts';

interface Case {
  readonly name: string;
  readonly count: number;
  readonly dimension: number;
  readonly real: number[];
  readonly fake: number[];
  readonly mean: number[];
  readonly covarianceRow: number[];
  readonly frechet: number;
  readonly kernel: number;
  readonly precision: number;
  readonly recall: number;
  readonly density: number;
  readonly coverage: number;
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/metrics.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};
const packages = JSON.parse(readFileSync(new URL('fixtures/packages.json', import.meta.url), 'utf8')) as {
  cases: (Pick<Case, 'name' | 'kernel' | 'precision' | 'recall' | 'density' | 'coverage'> & {
    frechet: number | null;
  })[];
};
const set = ({ count, dimension }: Case, values: number[]): FeatureSet => ({
  count,
  dimension,
  values: Float32Array.from(values),
});
const relative = (found: number, expected: number) => Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-12);

beforeAll(async () => {
  await useEngine(process.env['GANREG_ENGINE'] === 'tensorflow' ? 'tensorflow' : 'wasm');
});

describe.each(cases)('against SciPy and NumPy: $name', (example) => {
  const real = set(example, example.real);
  const fake = set(example, example.fake);

  it('mean and covariance', () => {
    const { mean, covariance, dimension } = gaussianStatistics(fake);
    example.mean.forEach((value, i) =>
      expect(Math.abs(mean[i]! - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value))),
    );
    example.covarianceRow.forEach((value, i) =>
      expect(Math.abs(covariance[dimension + i]! - value)).toBeLessThan(1e-9),
    );
  });

  it('Fréchet distance, in both directions', () => {
    const a = gaussianStatistics(real);
    const b = gaussianStatistics(fake);
    expect(relative(frechetDistance(a, b), example.frechet)).toBeLessThan(1e-6);
    expect(relative(frechetDistance(b, a), example.frechet)).toBeLessThan(1e-6);
  });

  it('kernel distance', () => {
    expect(relative(kernelDistance(real, fake), example.kernel)).toBeLessThan(1e-6);
  });

  it('precision, recall, density and coverage', async () => {
    const { precision, recall } = await precisionRecall(real, fake);
    const { density, coverage } = await densityCoverage(real, fake);
    expect([precision, recall, density, coverage]).toEqual([
      example.precision,
      example.recall,
      example.density,
      example.coverage,
    ]);
  });
});

describe.each(packages.cases)('against torch-fidelity and prdc: $name', ({ name, frechet, ...others }) => {
  const example = cases.find((each) => each.name === name)!;
  const real = set(example, example.real);
  const fake = set(example, example.fake);

  it('every metric that they measure', async () => {
    const found = {
      kernel: kernelDistance(real, fake),
      ...(await precisionRecall(real, fake)),
      ...(await densityCoverage(real, fake)),
    };
    const differences = Object.entries(others).map(([metric, expected]) =>
      relative(found[metric as keyof typeof found], expected),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  });

  // Left out where torch-fidelity takes roots of eigenvalues that are noise around 0.
  it.skipIf(frechet === null)('Fréchet distance', () => {
    const found = frechetDistance(gaussianStatistics(real), gaussianStatistics(fake));
    expect(relative(found, frechet ?? Number.NaN)).toBeLessThan(1e-6);
  });
});

describe('statistics', () => {
  const [example] = cases as [Case];

  it('do not depend on how the rows arrive', () => {
    const whole = gaussianStatistics(set(example, example.real));
    const streamed = gaussianAccumulator(example.dimension);
    const rows = Float32Array.from(example.real);
    for (let start = 0; start < rows.length; start += 7 * example.dimension) {
      streamed.add(rows.subarray(start, start + 7 * example.dimension));
    }
    expect(streamed.result()).toEqual(whole);
  });

  it('refuse what cannot be measured', () => {
    const accumulator = gaussianAccumulator(2);
    expect(() => accumulator.add([1, 2, 3])).toThrow('not rows of 2');
    expect(() => accumulator.add([1, Number.NaN])).toThrow('feature 1 of row 0 is NaN');
    expect(() => gaussianAccumulator(2).result()).toThrow('at least 2 rows');
  });
});

describe('distances', () => {
  const [example] = cases as [Case];
  const real = set(example, example.real);
  const fake = set(example, example.fake);

  it('of a set to itself are zero', async () => {
    const statistics = gaussianStatistics(real);
    expect(frechetDistance(statistics, statistics)).toBeLessThan(1e-9);
    expect(await precisionRecall(real, real)).toEqual({ precision: 1, recall: 1 });
    expect((await densityCoverage(real, real)).coverage).toBe(1);
  });

  it('of shifted normals are the squared shift', () => {
    const { dimension, values } = real;
    const shifted = { ...real, values: values.map((value, i) => value + (i % dimension === 0 ? 3 : 0)) };
    expect(frechetDistance(gaussianStatistics(real), gaussianStatistics(shifted))).toBeCloseTo(9, 6);
  });

  it('by kernel average blocks when there are many samples', () => {
    const repeat = ({ values, count, ...rest }: FeatureSet): FeatureSet => {
      const times = 1000 / count;
      const block = Float32Array.from({ length: values.length * times }, (_, i) => values[i % values.length]!);
      return { ...rest, count: 2000, values: Float32Array.from([...block, ...block]) };
    };
    const once = { ...repeat(real), count: 1000 };
    const onceFake = { ...repeat(fake), count: 1000 };
    expect(kernelDistance(repeat(real), repeat(fake))).toBeCloseTo(kernelDistance(once, onceFake), 9);
  });

  it('refuse features of different networks', async () => {
    const other = { count: 2, dimension: 3, values: new Float32Array(6) };
    expect(() => kernelDistance(real, other)).toThrow('cannot be compared');
    expect(() => frechetDistance(gaussianStatistics(real), gaussianStatistics(other))).toThrow('cannot be compared');
    await expect(precisionRecall(real, other)).rejects.toThrow('cannot be compared');
    await expect(precisionRecall(other, other)).rejects.toThrow('more than 3 samples');
  });
});
