import type { Rank } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { catalogueFor } from '../load.ts';
import { brief, table } from '../terminal/table.ts';

const versionOf = (name: string): string => {
  try {
    const manifest: unknown = createRequire(import.meta.url)(`${name}/package.json`);
    return typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : 'unknown';
  } catch {
    return 'not installed';
  }
};

/** Seconds for one call, the best of several. */
const best = (work: () => void, repetitions = 5): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repetitions; i += 1) {
    const begin = performance.now();
    work();
    least = Math.min(least, performance.now() - begin);
  }
  return least / 1000;
};

/** `ganreg doctor`: what this machine offers, measured. */
export const doctor = async (options: { readonly json?: boolean }): Promise<void> => {
  const [{ useEngine }, tf] = await Promise.all([import('@ganreg/numerics'), import('@tensorflow/tfjs-core')]);
  const engine = await useEngine('auto');
  const side = 512;
  const one = tf.ones<Rank.R2>([side, side]);
  const seconds = best(() => {
    const product = tf.matMul(one, one);
    product.dataSync();
    product.dispose();
  });
  one.dispose();
  const report = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processors: cpus().length,
    memoryGiB: Number((totalmem() / 2 ** 30).toFixed(1)),
    versions: Object.fromEntries(
      ['@ganreg/core', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'].map((name) => [name, versionOf(name)]),
    ),
    engine: {
      chosen: engine.name,
      why: engine.why,
      threads: engine.threads,
      gigaflops: Number(((2 * side ** 3) / seconds / 1e9).toFixed(1)),
    },
    plugins: (await catalogueFor(process.cwd()).packages()).map(({ name, version }) => `${name} ${version}`),
  };
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return;
  }
  const rows: readonly (readonly string[])[] = [
    ['node', `${report.node} on ${report.platform}`],
    ['machine', `${report.processors} processors, ${brief(report.memoryGiB)} GiB`],
    ...Object.entries(report.versions),
    [
      'engine',
      `${engine.name} (${engine.why}), ${engine.threads} thread${engine.threads === 1 ? '' : 's'}, ${report.engine.gigaflops} GFLOP/s in a ${side}³ matMul`,
    ],
    ['plugins', report.plugins.join(', ')],
  ];
  process.stdout.write(`${table(['what', 'found'], rows)}\n`);
};
