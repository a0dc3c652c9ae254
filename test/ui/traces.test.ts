import { array, assert, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Trace, Traces } from '../../packages/ui/src/live/traces.ts';

const values = array(double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 300 });

describe('a number over a run of any length', () => {
  it('keeps its mean, its extremes and its end in a bounded number of stretches', () => {
    assert(
      property(values, integer({ min: 2, max: 32 }), (numbers, limit) => {
        const trace = new Trace(limit);
        numbers.forEach((value, step) => trace.add(step, value));
        const { buckets } = trace;
        expect(buckets.length).toBeLessThanOrEqual(limit);
        expect(buckets.reduce((sum, [, , , , count]) => sum + count, 0)).toBe(numbers.length);
        const mean = buckets.reduce((sum, [, value, , , count]) => sum + value * count, 0) / numbers.length;
        expect(mean).toBeCloseTo(numbers.reduce((sum, value) => sum + value, 0) / numbers.length, 6);
        expect(Math.min(...buckets.map(([, , low]) => low))).toBe(Math.min(...numbers));
        expect(Math.max(...buckets.map(([, , , high]) => high))).toBe(Math.max(...numbers));
        expect(buckets.at(-1)?.[0]).toBe(numbers.length - 1);
      }),
      { numRuns: 60 },
    );
  });

  it('goes on from what was sent as from what was read', () => {
    assert(
      property(values, values, (before, after) => {
        const whole = new Traces(16);
        before.forEach((value, step) => whole.add({ step, images: step, a: value }));
        const copy = new Traces(16, JSON.parse(JSON.stringify(whole.within(16))) as ReturnType<Traces['within']>);
        for (const each of [whole, copy])
          after.forEach((value, step) => each.add({ step, images: before.length + step, a: value }));
        expect(copy.of('a').length).toBeLessThanOrEqual(16);
        expect(copy.of('a').at(-1)?.[0]).toBe(whole.of('a').at(-1)?.[0]);
        expect(copy.of('a').reduce((sum, [, , , , count]) => sum + count, 0)).toBe(before.length + after.length);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves out what is not a number', () => {
    const traces = new Traces(8);
    traces.add({ step: 0, images: 1, a: null, b: 'text', c: 3 });
    traces.add({ step: 1, event: 'diverged' });
    expect(traces.names).toEqual(['c']);
  });
});
