import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const compiler = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');

/** Compiles what child processes run; a tenth of a second when nothing changed. */
export function build(project: 'packages/numerics' | 'bench'): void {
  execFileSync(process.execPath, [compiler, '-b', project], { cwd: root });
}

/** What a script prints; one that fails throws with what it said. */
export function runScript(path: string, ...args: string[]): string {
  return execFileSync(process.execPath, [`${root}${path}`, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });
}

/** What a module given as text prints, seen from this repository. */
export function runModule(source: string): string {
  const args = ['--input-type=module', '--eval', source];
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
}
