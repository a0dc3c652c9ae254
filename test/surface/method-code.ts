import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//gu, '').replaceAll(/^\s*\/\/.*$/gmu, '');

/** Imports, re-exports, options, and what only says who and what it is: none of it is the method. */
const withoutDeclarations = (text: string): string =>
  text
    .replaceAll(/^(?:import|export (?:type )?\{)[^;]*;$/gmu, '')
    .replaceAll(
      /^(?:export )?(?:const (?:options|adaptiveOptions)\b[\s\S]*?|type \w+ = [^;]*|interface \w+ [\s\S]*?^\})[;\n]$/gmu,
      '',
    )
    .replaceAll(/^ {2}paper: \{[\s\S]*?^ {2}\},$/gmu, '')
    .replaceAll(/^ {2}(?:name|version|about|place|options)(?::.*)?,$/gmu, '');

const linesOf = (file: string): number =>
  withoutDeclarations(withoutComments(readFileSync(file, 'utf8')))
    .split('\n')
    .filter((line) => /[^\s{}()[\];,]/u.test(line)).length;

/** A file and those of its package that it imports. */
const closure = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/gu))
    closure(join(dirname(file), from), seen);
  return seen;
};

/** Lines of method code of every first-party plugin: those of the file that defines it and of what it imports of its package. */
export const methodLines = (): ReadonlyMap<string, number> => {
  const result = new Map<string, number>();
  for (const folder of readdirSync(packages).filter((each) => each.startsWith('plugin-'))) {
    const source = join(packages, folder, 'src');
    for (const file of readdirSync(source)) {
      const path = join(source, file);
      const [, name] = /definePlugin\(\{\s*name: '([^']+)'/u.exec(readFileSync(path, 'utf8')) ?? [];
      if (name !== undefined)
        result.set(
          name,
          [...closure(path)].reduce((sum, each) => sum + linesOf(each), 0),
        );
    }
  }
  return result;
};
