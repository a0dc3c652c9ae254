import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

/** One name that an entry of a package offers. */
export interface PublicName {
  /** For example `@ganreg/core/training`. */
  readonly entry: string;
  readonly name: string;
  readonly kind: 'value' | 'type';
  /** The file that declares it. */
  readonly file: string;
  /** Its name there. */
  readonly local: string;
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly '@ganreg/source'?: string }>>;
}

/** What `export { a, type B as C } from './file.ts'` and declarations of an entry offer. House rule: no `export *`. */
const namesOf = (entry: string, file: string): readonly PublicName[] => {
  const text = readFileSync(file, 'utf8');
  const lists = [...text.matchAll(/^export (type )?\{([^}]*)\} from '([^']+)'/gmu)].flatMap(
    ([, types, names = '', from = '']) =>
      names
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '')
        .map((each): PublicName => {
          const [local = '', name = local] = each.replace(/^type /u, '').split(' as ');
          const kind = types !== undefined || each.startsWith('type ') ? 'type' : 'value';
          return { entry, name, kind, file: join(dirname(file), from), local };
        }),
  );
  const declared = [
    ...text.matchAll(/^export (?:abstract )?(const|function|async function|class|interface|type) (\w+)/gmu),
  ].map(([, word, name = '']): PublicName => ({
    entry,
    name,
    kind: word === 'interface' || word === 'type' ? 'type' : 'value',
    file,
    local: name,
  }));
  const standard: readonly PublicName[] = /^export default/mu.test(text)
    ? [{ entry, name: 'default', kind: 'value', file, local: 'default' }]
    : [];
  return [...lists, ...declared, ...standard];
};

/** Every public name of every package, by entry and name. */
export const publicNames: readonly PublicName[] = readdirSync(packages)
  .flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8')) as Manifest;
    return Object.entries(exports).flatMap(([path, target]) => {
      const source = typeof target === 'string' ? undefined : target['@ganreg/source'];
      return source === undefined ? [] : namesOf(join(name, path), join(packages, folder, source));
    });
  })
  .toSorted((one, other) => (`${one.entry} ${one.name}` < `${other.entry} ${other.name}` ? -1 : 1));

/** Whether the declaration of a name has a doc comment right above it. */
export const isDocumented = ({ file, local }: PublicName): boolean => {
  const text = readFileSync(file, 'utf8');
  const declaration =
    local === 'default'
      ? /\*\/\nexport default/u
      : new RegExp(
          `\\*/\\n(?:@\\w+\\([^\\n]*\\)\\n)*export (?:declare )?(?:abstract )?(?:async )?(?:const|function|class|interface|type|let) ${local}\\b`,
          'u',
        );
  return declaration.test(text);
};

export const placeOf = ({ file }: PublicName): string => relative(join(packages, '..'), file);
