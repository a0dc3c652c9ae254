// Runs the NEON kernels on random shapes under QEMU, as users compile them and under AddressSanitizer, and compares every bit with AVX2 and
// AVX-512, where this processor has them.
//   npm run build && node scripts/native/neon.mjs [SHAPES] [SEED]      2000 shapes by default
// Needs a C++ compiler, aarch64-linux-gnu-g++ and qemu-aarch64 (Debian: g++, g++-aarch64-linux-gnu, qemu-user).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, inFolder, sanitizers } from './build.mjs';

const [shapes = '2000', seed = '1'] = process.argv.slice(2);
const arm = { compiler: 'aarch64-linux-gnu-g++', architecture: 'arm64' };
const emulator = 'qemu-aarch64';

/** What the fuzz prints with one set of instructions; nothing where the processor does not have it. */
function results(command, options, environment = {}) {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr, error } = spawnSync(command, options, { encoding: 'utf8', env });
  if (status === 0) return stdout.trim();
  if (status === 2) return undefined;
  throw new Error(`${[command, ...options].join(' ')}: ${error?.message ?? stdout + stderr}`);
}

await inFolder(async (folder) => {
  const [program] = await build(join(folder, 'neon'), ['fuzz'], { ...arm, flags: ['-static'] });
  const neon = results(emulator, [program, shapes, seed, 'neon']);
  if (neon === undefined) throw new Error('the program for ARM does not choose its NEON kernels');
  console.log(`neon under ${emulator}:\n${neon}`);

  const [here] = await build(join(folder, 'here'), ['fuzz'], { compiler: process.env.CXX || 'c++', flags: [] });
  for (const set of ['avx512', 'avx2']) {
    const found = results(here, [shapes, seed, set]);
    if (found === undefined) console.log(`${set}: not compared, this processor does not have it`);
    else if (found === neon) console.log(`${set}: the same bits`);
    else throw new Error(`${set}: other bits\n${found}`);
  }

  const [checked] = await build(join(folder, 'checked'), ['fuzz'], { ...arm, flags: sanitizers });
  // the search for leaks stops the process from outside, which QEMU does not offer
  const environment = { ASAN_OPTIONS: 'detect_leaks=0', QEMU_LD_PREFIX: '/usr/aarch64-linux-gnu' };
  if (results(emulator, [checked, shapes, seed, 'neon'], environment) !== neon)
    throw new Error('neon: other bits under AddressSanitizer');
  console.log('neon under AddressSanitizer: the same bits, nothing found');
});
