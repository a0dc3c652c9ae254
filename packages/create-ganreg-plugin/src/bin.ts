#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { CreateError, createPlugin } from './index.ts';

const usage = 'npm create ganreg-plugin <name> [-- --plain] [-- --in <folder>]';

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { plain: { type: 'boolean', default: false }, in: { type: 'string', default: '.' } },
  });
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const { path, next } = await createPlugin({ name, folder: values.in, plain: values.plain });
  process.stdout.write(`${path}\n\n${next.map((line) => `  ${line}`).join('\n')}\n`);
  return 0;
};

try {
  process.exitCode = await run();
} catch (error) {
  const known = error instanceof CreateError;
  if (!known && !(error instanceof TypeError)) throw error;
  process.stderr.write(
    known ? `${error.code}\n  ${error.message}\n  → ${error.hint}\n` : `${error.message}\n${usage}\n`,
  );
  process.exitCode = 2;
}
