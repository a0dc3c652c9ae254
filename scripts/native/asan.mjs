// Runs the native kernels under AddressSanitizer and UndefinedBehaviorSanitizer: on random shapes, then with every allocation failing in turn.
//   npm run build && node scripts/native/asan.mjs [SHAPES] [SEED]      10000 shapes by default; needs a C++ compiler with its sanitizers
import { execFileSync } from 'node:child_process';
import { build, inFolder, sanitizers } from './build.mjs';

const [shapes = '10000', seed = '1'] = process.argv.slice(2);
await inFolder(async (folder) => {
  const how = { compiler: process.env.CXX || 'c++', flags: sanitizers };
  const [fuzz, memory] = await build(folder, ['fuzz', 'memory'], how);
  execFileSync(fuzz, [shapes, seed], { stdio: 'inherit' });
  execFileSync(memory, { stdio: 'inherit' });
});
