import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCompiler } from './compiler.ts';
import { NativeError } from './error.ts';
import { linking, units } from './source.ts';

/**
 * Compiles the kernels with the system's compiler, all files at once, and publishes the binary by renaming it: whoever comes at
 * the same time sees a whole file or none.
 *
 * @throws NativeError with the first error of the compiler
 */
export async function compile(target: string): Promise<void> {
  const compiler = findCompiler();
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(join(dirname(target), 'compiling-'));
  try {
    const objects = await Promise.all(
      units().map(async ({ name, file, flags }) => {
        const object = join(folder, `${name}.o`);
        await run(compiler, [...flags, '-c', file, '-o', object]);
        return object;
      }),
    );
    const binary = join(folder, 'ganreg.node');
    await run(compiler, [...linking, ...objects, '-o', binary]);
    renameSync(binary, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(compiler: string, options: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(compiler, options, (error, _, messages) => {
      if (!error) return resolve();
      const lines = messages.split('\n');
      const line = lines.find((text) => text.includes('error')) ?? lines.find((text) => text !== '') ?? error.message;
      reject(new NativeError(`${compiler} does not compile the kernels: ${line.trim()}`));
    });
  });
}
