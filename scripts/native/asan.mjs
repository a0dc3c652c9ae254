// Runs the native kernels on random shapes under AddressSanitizer and UndefinedBehaviorSanitizer.
//   npm run build && node scripts/native/asan.mjs [SHAPES] [SEED]      10000 shapes by default; needs a C++ compiler with its sanitizers
import { execFileSync } from 'node:child_process';
import { build, inFolder, sanitizers } from './build.mjs';

const [shapes = '10000', seed = '1'] = process.argv.slice(2);
await inFolder(async (folder) => {
  const [fuzz] = await build(folder, ['fuzz.cc'], { compiler: process.env.CXX || 'c++', flags: sanitizers });
  execFileSync(fuzz, [shapes, seed], { stdio: 'inherit' });
});
