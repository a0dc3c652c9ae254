import { readFileSync } from 'node:fs';
import { useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { cases } from '../../../bench/table/cases.ts';
import { measure, type Measured, type Reference } from '../../../bench/table/measure.ts';
import { tolerance, verdicts, worst, type Measurements } from '../../../bench/table/record.ts';
import { render } from '../../../bench/table/render.ts';
import { build, root, runScript } from '../support/built.ts';
import { engines } from '../support/engines.ts';
import { watchTensors } from '../support/leaks.ts';

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const references = JSON.parse(read('test/fixtures/numerics-table.json')) as Record<string, Reference>;
const recorded = JSON.parse(read('test/fixtures/numerics-measured.json')) as Measurements;

describe.each(engines)('the numerics table on %s', (engine) => {
  beforeAll(() => useEngine(engine));
  watchTensors('suite');

  it.each(cases.map((row) => [row.name, row] as const))('%s is right to second order', (name, row) => {
    const { value, first, second } = measure(row, references[name]!);
    const errors = [value, first, second].map((result) => (typeof result === 'string' ? result : worst(result)));
    for (const error of errors) expect(error).toBeLessThanOrEqual(tolerance);
  });
});

describe('the recorded table', () => {
  it('is what the documentation shows', () => {
    expect(read('docs/numerics-table.md')).toBe(render(recorded));
  });

  it.each(Object.entries(recorded))('has every row on %s, all of them right', (_, { ours }) => {
    expect(ours.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
    for (const row of ours) expect([row.name, ...verdicts(row)]).toEqual([row.name, 'right', 'right', 'right']);
  });

  // what stock TensorFlow.js gets wrong is known; any difference means that an upgrade changed the ground
  it.each(engines.filter((engine) => engine in recorded && engine !== 'tensorflow'))(
    'still says what stock TensorFlow.js does on %s',
    (engine) => {
      build('bench');
      const lines = runScript('bench/dist/table/child.js', engine, 'stock').trim().split('\n');
      const now = JSON.parse(lines.at(-1)!) as Measured[];
      const table = (rows: readonly Measured[]): unknown =>
        Object.fromEntries(rows.map((row) => [row.name, verdicts(row)]));
      expect(table(now)).toEqual(table(recorded[engine]!.stock));
    },
  );
});
