import { defineConfig } from 'vitest/config';

const conditions = ['@ganreg/source'];

// Benches that share code with the tests: `npx vitest run --config bench/vitest.config.ts`.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['bench/**/*.bench.ts'], testTimeout: 600_000, reporters: ['default'] },
});
