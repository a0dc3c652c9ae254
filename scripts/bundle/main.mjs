// Bundles what runs in browsers: part of `npm run build`
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundles = [
  { input: 'packages/ui/page/main.ts', file: 'packages/ui/dist/page/main.js' },
  { input: 'packages/study/page/sampler.ts', file: 'packages/study/dist/page/sampler.js' },
];

/** The engine's binary as a data URL: a page that was opened from a file may fetch nothing else. */
const wasmBinary = {
  name: 'wasm-binary',
  resolveId: (id) => (id === 'wasm-binary' ? '\0wasm-binary' : undefined),
  load: async (id) => {
    if (id !== '\0wasm-binary') return undefined;
    const path = `${root}node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm`;
    const url = `data:application/wasm;base64,${(await readFile(path)).toString('base64')}`;
    return `export default ${JSON.stringify(url)};`;
  },
};

/** What only ever runs in Node is there in name alone. */
const withoutNode = {
  name: 'without-node',
  resolveId: (id) => (id.startsWith('node:') || builtinModules.includes(id) ? '\0node.cjs' : undefined),
  load: (id) => (id === '\0node.cjs' ? 'module.exports = {};' : undefined),
};

for (const { input, file } of bundles)
  await build({
    input: root + input,
    cwd: root,
    platform: 'browser',
    resolve: { conditionNames: ['@ganreg/source', 'import', 'module', 'browser', 'default'] },
    transform: { define: { 'import.meta': '{}' } },
    plugins: [wasmBinary, withoutNode],
    // a function that runs at once: pages that were opened from a file take no modules
    output: {
      file: root + file,
      format: file.includes('sampler') ? 'iife' : 'esm',
      minify: true,
      codeSplitting: false,
    },
    logLevel: 'warn',
  });
