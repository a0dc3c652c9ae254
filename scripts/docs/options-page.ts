import { experimentSchema, families, type Plugin } from '@ganreg/core';
import { z } from 'zod';
import { code, generated, table } from './markdown.ts';

type Json = Readonly<Record<string, unknown>>;

const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const alternatives = (schema: Json): readonly Json[] => {
  const found = schema.anyOf ?? schema.oneOf;
  return Array.isArray(found) ? found.filter(isJson) : [];
};

const range = (schema: Json): string => {
  const [least, most] = [schema.exclusiveMinimum ?? schema.minimum, schema.exclusiveMaximum ?? schema.maximum];
  const bound = (value: unknown, open: boolean, sign: string): readonly string[] =>
    typeof value === 'number' && Math.abs(value) < 1e15 ? [`${open ? sign : sign === '>' ? '≥' : '≤'} ${value}`] : [];
  const parts = [
    ...bound(least, schema.exclusiveMinimum !== undefined, '>'),
    ...bound(most, schema.exclusiveMaximum !== undefined, '<'),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`;
};

/** A type in few words. */
const typeOf = (schema: Json): string => {
  const any = alternatives(schema);
  if (any.length > 0) return [...new Set(any.map(typeOf))].join(' | ');
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => String(value)).join(' | ');
  if ('const' in schema) return String(schema.const);
  if (schema.type === 'array') return `list of ${isJson(schema.items) ? typeOf(schema.items) : 'anything'}`;
  if (schema.type === 'object') return 'map';
  return `${text(schema.type, 'anything')}${range(schema)}`;
};

/** Rows for every value that can be set, maps opened. */
const rowsOf = (schema: Json, path: string): readonly (readonly string[])[] => {
  const properties = isJson(schema.properties) ? Object.entries(schema.properties) : [];
  return properties.flatMap(([key, value]) => {
    if (!isJson(value) || key === '$schema') return [];
    const at = path === '' ? key : `${path}.${key}`;
    const items = isJson(value.items) ? [value.items, ...alternatives(value.items)] : [];
    const inner = [
      ...[value, ...alternatives(value)].flatMap((each) => rowsOf(each, at)),
      ...items.flatMap((each) => rowsOf(each, `${at}[]`)),
    ].filter(
      ([name]) => !/^`(?:(?:engine|data|model|perceptual)\.use|study\.(?:half-)?factorial\[\].*)`$/u.test(name ?? ''),
    );
    const onlyMap = value.type === 'object' && inner.length > 0;
    const own = [
      code(at),
      code(typeOf(value)),
      'default' in value && !onlyMap ? code(JSON.stringify(value.default)) : '',
      text(value.description),
    ];
    return onlyMap ? inner : [own, ...inner];
  });
};

const optionsTable = (schema: unknown): string => {
  const json = z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Json;
  const rows = rowsOf(json, '');
  return rows.length === 0 ? 'No options.' : table(['option', 'type', 'default', ''], rows);
};

const termsTable = (plugin: Plugin): string => {
  const options = (plugin.options as z.ZodType).safeParse({}).data;
  const rows = Object.entries(plugin.terms(options)).map(([name, { player, on, weight, every, about }]) => [
    code(name),
    player,
    on,
    typeof weight === 'number' ? String(weight) : code(JSON.stringify(weight)),
    String(every ?? 1),
    about ?? '',
  ]);
  return rows.length === 0 ? 'No terms.' : table(['term', 'player', 'images', 'weight', 'every', ''], rows);
};

/** docs/reference/options.md: everything that a configuration can set. */
export const optionsPage = (plugins: readonly Plugin[]): string => {
  const byName = plugins.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const parts = [
    '# Options',
    generated('the schemas'),
    'Everything that a configuration can set. Anything else is an error with a suggestion. A quantity is a number of steps, or text such as `20k` (images) and `20%`. Where a name or a map is allowed, the name is short for `{ use: NAME }`.',
    '## Experiment',
    optionsTable(experimentSchema),
    '## Families',
    '`model: { use: NAME, … }`. Beside these, every family takes `resolution`, `channels` and, where it has presets, `preset`.',
    ...families.flatMap(({ name, options, presets }) => [
      `### ${name}`,
      ...(presets === undefined ? [] : [`Presets: ${Object.keys(presets).map(code).join(', ')}.`]),
      optionsTable(options),
    ]),
    '## Plugins',
    '`plugins: [{ use: NAME, with: { … } }]`. Weights and intervals are defaults.',
    ...byName.flatMap((plugin) => [
      `### ${plugin.name}`,
      `${plugin.about}.`,
      termsTable(plugin),
      optionsTable(plugin.options),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
};
