import { readFile } from 'node:fs/promises';
import { code, generated, table } from './markdown.ts';
import { declarationsIn, oneLine, prose } from './members.ts';

const folder = new URL('../../packages/numerics/src/', import.meta.url);

/** Entries of @ganreg/numerics and the files behind them. */
const entries = {
  '@ganreg/numerics': 'index.ts',
  '@ganreg/numerics/float64': 'float64/index.ts',
  '@ganreg/numerics/random': 'random/index.ts',
  '@ganreg/numerics/testing': 'testing/index.ts',
};

interface Exported {
  readonly name: string;
  readonly source: URL;
}

const exportsOf = async (file: string): Promise<readonly Exported[]> => {
  const at = new URL(file, folder);
  const text = await readFile(at, 'utf8');
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'/gmu)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((each) => each.trim().replace(/^type /u, ''))
      .filter((each) => each !== '')
      .map((name) => ({ name, source: new URL(from, at) })),
  );
};

const comment = String.raw`(?<comment>\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?`;

/** A function's or constant's comment and signature; nothing for what is neither. */
const valueIn = (source: string, name: string): { readonly about: string; readonly signature: string } | undefined => {
  const patterns = [
    `${comment}^export (?:async )?(?<signature>function ${name}\\b[\\s\\S]*?) \\{$`,
    `${comment}^export (?<signature>const ${name}\\b[^=]*)=`,
    `${comment}^export (?<signature>class ${name}\\b[^{]*)\\{`,
  ];
  for (const pattern of patterns) {
    const { groups } = new RegExp(pattern, 'mu').exec(source) ?? {};
    if (groups?.signature !== undefined) return { about: prose(groups.comment), signature: oneLine(groups.signature) };
  }
  return undefined;
};

const described = async ({ name, source }: Exported): Promise<string> => {
  const text = await readFile(source, 'utf8');
  const value = valueIn(text, name);
  if (value !== undefined)
    return [`### ${name}`, ['```ts', value.signature, '```'].join('\n'), value.about].join('\n\n');
  const type = declarationsIn(text).find((each) => each.name === name);
  if (type === undefined) throw new Error(`the API page finds no ${name} in ${source.pathname}`);
  const rows = type.members.map((member) => [
    code(member.name + (member.optional ? '?' : '')),
    code(member.type),
    member.about,
  ]);
  const body =
    type.type === undefined
      ? table(['member', 'type', ''], rows)
      : ['```ts', `type ${name} = ${type.type}`, '```'].join('\n');
  return [`### ${name}`, type.about, body].filter((part) => part !== '').join('\n\n');
};

/** docs/reference/numerics.md: everything that @ganreg/numerics exports. */
export const apiPage = async (): Promise<string> => {
  const parts: string[] = [];
  for (const [entry, file] of Object.entries(entries)) {
    parts.push(`## ${entry}`);
    for (const exported of await exportsOf(file)) parts.push(await described(exported));
  }
  const intro =
    'What `@ganreg/numerics` exports, with shapes, ranges and errors. Its [README](../../packages/numerics/README.md) tells what it is for.';
  return `${['# @ganreg/numerics', generated('packages/numerics/src'), intro, ...parts].join('\n\n')}\n`;
};
