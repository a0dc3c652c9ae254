// Compiles the kernels, with the flags of @ganreg/native and what is added to them, and programs around them.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { common, units } from '../../packages/native/dist/source.js';

export const sanitizers = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

const run = promisify(execFile);

/** Programs by name: the files beside this one that each is made of. */
const parts = {
  fuzz: ['fuzz.cc', 'fuzz-compare.cc', 'fuzz-elementwise.cc', 'fuzz-products.cc'],
  memory: ['memory.cc'],
};

/** Paths of the programs made in `folder`, for this processor or another. */
export async function build(folder, programs, { compiler, flags, architecture = process.arch }) {
  mkdirSync(folder, { recursive: true });
  const kernels = units(architecture).filter(({ name }) => name !== 'addon.cc');
  const own = programs
    .flatMap((program) => parts[program])
    .map((name) => ({ name, file: fileURLToPath(new URL(name, import.meta.url)), flags: common }));
  const object = ({ name }) => join(folder, `${name}.o`);
  const waiting = [...kernels, ...own].values();
  const compile = async () => {
    for (const unit of waiting) await run(compiler, [...unit.flags, ...flags, '-c', unit.file, '-o', object(unit)]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compile));
  return Promise.all(
    programs.map(async (name) => {
      const program = join(folder, name);
      const objects = [...kernels, ...parts[name].map((part) => ({ name: part }))].map(object);
      await run(compiler, [...flags, '-pthread', ...objects, '-o', program]);
      return program;
    }),
  );
}

/** Calls with a folder that is gone afterwards. */
export async function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'ganreg-native-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
