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

/** `ganreg doctor`: what this machine offers; each engine tried in a process of its own and measured. */
export const doctor = async (options: { readonly json?: boolean }): Promise<void> => {
  const { describeEngines } = await import('@ganreg/numerics');
  const engines = await describeEngines();
  const report = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processors: cpus().length,
    memoryGiB: Number((totalmem() / 2 ** 30).toFixed(1)),
    versions: Object.fromEntries(['@ganreg/core', '@tensorflow/tfjs-core'].map((name) => [name, versionOf(name)])),
    engines,
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
    ['plugins', report.plugins.join(', ')],
  ];
  const offered = engines.map((engine) => [
    `${engine.chosen ? '→ ' : '  '}${engine.name}`,
    engine.works ? `works, ${engine.threads ?? 1} thread${engine.threads === 1 ? '' : 's'}` : 'no',
    engine.speed === undefined
      ? ''
      : Object.entries(engine.speed)
          .map(([what, rate]) => `${what} ${brief(rate)}`)
          .join(', '),
    [engine.why.split('; not ')[0] ?? '', ...(engine.note === undefined ? [] : [`one thread: ${engine.note}`])]
      .filter((part) => part !== '')
      .join('; '),
  ]);
  process.stdout.write(
    `${table(['what', 'found'], rows)}\n\n${table(['engine', 'works', 'GFLOP/s', 'why'], offered)}\n`,
  );
};
