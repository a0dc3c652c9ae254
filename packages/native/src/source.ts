import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../source/', import.meta.url));

/**
 * Without contraction of a product and a sum by the compiler: what is rounded once is said in the code, for every processor alike. Without
 * traps, which nobody asks for and which forbid vectors wherever a number is chosen from two (leaky ReLU, tanh).
 */
export const common: readonly string[] = [
  '-std=c++17',
  '-O3',
  '-fPIC',
  '-pthread',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-fno-trapping-math',
  '-fvisibility=hidden',
];
const own: Readonly<Record<string, readonly string[]>> = {
  'avx512.cc': ['-mavx512f', '-mavx2', '-mfma'],
  'avx2.cc': ['-mavx2', '-mfma'],
};

/** One file to be compiled. */
export interface Unit {
  readonly name: string;
  readonly file: string;
  readonly flags: readonly string[];
}

/** What is compiled, and how; for another processor by a compiler that makes programs for it. */
export function units(architecture: string = process.arch): readonly Unit[] {
  const headers = join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include');
  const isX86 = architecture === 'x64';
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cc'))
    .map((name) => ({
      name,
      file: join(folder, name),
      flags: [...common, ...((isX86 && own[name]) || []), '-I', headers],
    }));
}

/** Options of the linker: Node's own functions are found when the addon is loaded. */
export const linking: readonly string[] = [
  '-shared',
  '-pthread',
  ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
];

/** Changes with the source, its flags and whatever a binary is bound to. */
export function fingerprint(): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([common, own, linking, process.platform, process.arch, process.versions.modules]));
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
