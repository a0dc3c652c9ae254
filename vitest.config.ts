import { defineConfig } from 'vitest/config';

// there are two workers already
process.env['GANREG_THREADS'] ??= '1';

const conditions = ['@ganreg/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // `auto` is to choose the same engine on every machine; a run on one engine finds what it needs
    env: process.env['GANREG_ENGINE'] ? {} : { GANREG_NATIVE: '/nowhere' },
    maxWorkers: 2,
    coverage: { include: ['packages/*/src/**'] },
  },
});
