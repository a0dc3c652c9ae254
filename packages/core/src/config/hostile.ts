import { configUnreadable, unknownKey } from '../errors/config.ts';

/** More than any configuration needs; a few lines of YAML aliases can stand for billions. */
const most = 100_000;
const deepest = 64;
/** Names by which a key could reach the prototype of objects. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses, before anything walks through it, a configuration that is too large or too deep, leads in a circle, or has keys that reach
 * the prototype of objects.
 * @throws GanregError CONFIG_UNREADABLE, CONFIG_UNKNOWN_KEY
 */
export const refuseHostile = (config: unknown, source: string): void => {
  const open: (readonly [value: unknown, path: string, depth: number])[] = [[config, '', 0]];
  for (let seen = 0; ; seen += 1) {
    const next = open.pop();
    if (next === undefined) return;
    const [value, path, depth] = next;
    if (seen > most) throw configUnreadable(source, `it holds more than ${most} values, perhaps by way of aliases`);
    if (typeof value !== 'object' || value === null) continue;
    if (depth === deepest)
      throw configUnreadable(source, `it is more than ${deepest} levels deep, or leads in a circle`);
    const isList = Array.isArray(value);
    for (const key of Reflect.ownKeys(value)) {
      if (typeof key !== 'string' || (isList && key === 'length')) continue;
      const place = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      if (forbidden.has(key)) throw unknownKey(place, key, [], undefined);
      open.push([Reflect.get(value, key), place, depth + 1]);
    }
  }
};
