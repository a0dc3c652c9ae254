import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StudyResults } from '@ganreg/study';
import { bin, ganreg, type CommandResult } from '../../support/command.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** The package that brings the first-party plugins along. */
export const cli = fileURLToPath(new URL('../../../packages/cli', import.meta.url));

/** Engine of the suite. */
export const engine = process.env.GANREG_ENGINE ?? 'wasm';

/** A base that trains in a second: 8×8 images, a handful of channels. */
export const micro = `
engine: ${engine}
perceptual: mse
model: { use: dcgan, resolution: 8, channels: 1, latentSize: 8, width: 4, widthMax: 8 }
train: { steps: 40, batch: 4, ema: 40 }
run: { samples: { every: 1000, count: 4 }, checkpoint: { every: 40, keep: 2 } }
`;

/** Points in the plane: everything but the training itself takes no time. */
export const toy = `
engine: ${engine}
data: mixture-8
model: { use: mlp }
train: { steps: 30, batch: 16, ema: 100 }
run: { samples: { every: 1000, count: 4 }, checkpoint: { every: 160, keep: 2 } }
`;

/** A plugin that does nothing, and others that do harm at step 5. */
const plugins: Readonly<Record<string, string>> = {
  'noop.ts': `setup: () => ({ afterStep: () => undefined })`,
  'diverging.ts': `setup: ({ tf }) => ({ latents: (z) => z, judged: ({ index, log }) => { if (index === 5) log('broken', tf.scalar(Number.NaN)); } })`,
  'recovering.ts': `setup: ({ tf }) => { let first = true; return { judged: ({ index, log }) => { if (index === 5 && first) { first = false; log('broken', tf.scalar(Number.NaN)); } } }; }`,
  'throwing.ts': `setup: () => ({ afterStep: ({ index }) => { if (index === 5) throw new TypeError('undefined is not a function'); } })`,
  'crashing.ts': `setup: () => ({ afterStep: ({ index }) => { if (index === 5) process.kill(process.pid, 'SIGKILL'); } })`,
};

const source = (name: string, setup: string): string => `
import { definePlugin } from '@ganreg/core';
import { z } from 'zod';
export default definePlugin({
  name: '${name}', version: '1.0.0', about: 'for a test', options: z.strictObject({}), terms: {}, ${setup},
});
`;

/** A folder that a person would keep a study in. */
export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  readonly write: (name: string, content: string) => Promise<void>;
  readonly run: (...args: readonly string[]) => Promise<CommandResult>;
  readonly start: (...args: readonly string[]) => ChildProcess;
  readonly results: (study: string) => Promise<StudyResults>;
}

export const workplace = async (): Promise<Workplace> => {
  const folder = await mkdtemp(join(tmpdir(), 'ganreg-study-'));
  await symlink(modules, join(folder, 'node_modules'));
  const write = (name: string, content: string): Promise<void> => writeFile(join(folder, name), content);
  for (const [file, setup] of Object.entries(plugins)) await write(file, source(file.replace('.ts', ''), setup));
  return {
    folder,
    write,
    run: (...args) => ganreg(args, { cwd: folder }),
    start: (...args) => spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] }),
    results: async (study) =>
      JSON.parse(await readFile(join(folder, 'runs', study, 'results.json'), 'utf8')) as StudyResults,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
};

/** Results without what depends on the clock. */
export const timeless = (results: StudyResults): unknown =>
  Object.fromEntries(Object.entries(results).filter(([key]) => key !== 'timings'));
