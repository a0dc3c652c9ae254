// Bundles what runs in browsers: part of `npm run build`
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundles = [{ input: 'packages/ui/page/main.ts', file: 'packages/ui/dist/page/main.js' }];

for (const { input, file } of bundles)
  await build({
    input: root + input,
    cwd: root,
    platform: 'browser',
    resolve: { conditionNames: ['@ganreg/source', 'import', 'module', 'browser', 'default'] },
    output: { file: root + file, format: 'esm', minify: true },
    logLevel: 'warn',
  });
