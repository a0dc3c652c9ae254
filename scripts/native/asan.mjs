// Runs the native kernels on random shapes under AddressSanitizer and UndefinedBehaviorSanitizer.
//   node scripts/native/asan.mjs [SHAPES] [SEED]      10000 shapes by default; needs a C++ compiler with its sanitizers
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [shapes = '10000', seed = '1'] = process.argv.slice(2);
const compiler = process.env.CXX || 'c++';
const source = fileURLToPath(new URL('../../packages/native/source/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ganreg-asan-'));
const flags = ['-std=c++17', '-O1', '-g', '-pthread', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const x86 = process.arch === 'x64' ? { 'avx512.cc': ['-mavx512f', '-mfma'], 'avx2.cc': ['-mavx2', '-mfma'] } : {};
const run = (command, options) => execFileSync(command, options, { stdio: 'inherit' });
try {
  const own = readdirSync(source).filter((name) => name.endsWith('.cc') && name !== 'addon.cc');
  const files = [...own.map((name) => join(source, name)), fileURLToPath(new URL('fuzz.cc', import.meta.url))];
  const objects = files.map((file, index) => {
    const object = join(folder, `${index}.o`);
    run(compiler, [...flags, ...(x86[own[index]] ?? []), '-c', file, '-o', object]);
    return object;
  });
  run(compiler, [...flags, ...objects, '-o', join(folder, 'fuzz')]);
  run(join(folder, 'fuzz'), [shapes, seed]);
} finally {
  rmSync(folder, { recursive: true });
}
