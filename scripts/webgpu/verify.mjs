#!/usr/bin/env node
// Trains small nets on webgpu and compares every weight with wasm: README.md says how.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('./child.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ganreg-webgpu-'));
const run = (engine) => {
  const file = join(folder, engine);
  execFileSync(process.execPath, [child, engine, file], { stdio: 'inherit' });
  return JSON.parse(readFileSync(file, 'utf8'));
};
try {
  const [ours, theirs] = [run('wasm'), run('webgpu')];
  for (const [name, { tensors, metric }] of Object.entries(ours)) {
    const other = theirs[name];
    let worst = 0;
    for (const [path, values] of Object.entries(tensors)) {
      const scale = Math.max(1e-2, ...values.map(Math.abs));
      for (const [index, value] of values.entries())
        worst = Math.max(worst, Math.abs(value - other.tensors[path][index]) / scale);
    }
    const apart = Math.abs(metric - other.metric) / Math.abs(metric);
    console.log(
      `${name}: weights differ by ${worst.toExponential(1)} at most, the metric by ${apart.toExponential(1)}`,
    );
    if (!(worst < 1e-3 && apart < 1e-3)) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
