// Measures the numerics table and writes test/fixtures/numerics-measured.json and docs/numerics-table.md.
// node bench/dist/table/main.js [ENGINE …]      by default wasm and cpu; other engines keep what was measured before
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Measured } from './measure.ts';
import type { Measurements } from './record.ts';
import { render } from './render.ts';

const root = new URL('../../../', import.meta.url);
const file = new URL('test/fixtures/numerics-measured.json', root);
const child = fileURLToPath(new URL('./child.js', import.meta.url));
const engines = process.argv.length > 2 ? process.argv.slice(2) : ['wasm', 'cpu'];

const measured = engines.map((engine) => {
  const run = (mode: string): Measured[] => {
    const lines = execFileSync(process.execPath, [child, engine, mode], { encoding: 'utf8' }).trim().split('\n');
    return (JSON.parse(lines.at(-1) ?? '[]') as Measured[]).map(rounded);
  };
  const measuredWith = `TensorFlow.js 4.22.0, Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}`;
  return [engine, { measuredWith, ours: run('ours'), stock: run('stock') }] as const;
});
const measurements = { ...known(), ...Object.fromEntries(measured) };
writeFileSync(file, print(measurements));
writeFileSync(new URL('docs/numerics-table.md', root), render(measurements));

function known(): Measurements {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Measurements;
  } catch {
    return {};
  }
}

/** Two digits: more would change with every run. */
function rounded(row: Measured): Measured {
  return JSON.parse(
    JSON.stringify(row, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(2)) : value)),
  ) as Measured;
}

/** One row a line. */
function print(all: Measurements): string {
  return (
    JSON.stringify(all, null, 1)
      .replaceAll(/\n {4,}/g, ' ')
      .replaceAll(/\n {3}([}\]])/g, '$1') + '\n'
  );
}
