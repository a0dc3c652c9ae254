import { badOverride } from '../errors/config.ts';

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const segments = (path: string): readonly (string | number)[] =>
  [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/gu)].map((match) =>
    match[2] === undefined ? (match[1] ?? '') : Number(match[2]),
  );

const shorthand: Readonly<Record<string, string>> = { data: 'use', model: 'use', engine: 'use', plugins: 'use' };

const assign = (value: unknown, path: readonly (string | number)[], leaf: unknown, parent: string): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  if (typeof key === 'number') {
    const items: unknown[] = Array.isArray(value) ? [...value] : [];
    items[key] = assign(items[key], rest, leaf, parent);
    return items;
  }
  const opened = typeof value === 'string' && shorthand[parent] !== undefined ? { [shorthand[parent]]: value } : value;
  const object = typeof opened === 'object' && opened !== null && !Array.isArray(opened) ? opened : {};
  return { ...object, [key]: assign(Reflect.get(object, key), rest, leaf, key) };
};

/**
 * Applies `--set path=value` texts. A value that reads as JSON is taken as JSON, otherwise as a string.
 * @throws GanregError CONFIG_BAD_OVERRIDE
 */
export const applyOverrides = (config: unknown, overrides: readonly string[]): unknown => {
  let result = config;
  for (const text of overrides) {
    const at = text.indexOf('=');
    const path = at === -1 ? [] : segments(text.slice(0, at).trim());
    if (at === -1) throw badOverride(text, 'there is no "="');
    if (path.length === 0) throw badOverride(text, 'there is no path before "="');
    if (path.some((part) => part === '__proto__' || part === 'constructor' || part === 'prototype'))
      throw badOverride(text, 'this path is not allowed');
    if (typeof path[0] === 'number') throw badOverride(text, 'a path starts with a name');
    result = assign(result, path, parse(text.slice(at + 1)), '');
  }
  return result;
};
