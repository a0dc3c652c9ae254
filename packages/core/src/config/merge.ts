import type { ExperimentInput } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merged = (base: Json, over: Json): Json => {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] =
      key === 'plugins' ? mergePlugins(old, value) : isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return result;
};

const idOf = (use: unknown): string | undefined => {
  if (typeof use === 'string') return use;
  if (!isObject(use)) return undefined;
  return typeof use.id === 'string' ? use.id : typeof use.use === 'string' ? use.use : undefined;
};

/** Plugins merge by id: the same id replaces its entry in place, a new one is appended. */
const mergePlugins = (base: unknown, over: unknown): unknown => {
  if (!Array.isArray(base) || !Array.isArray(over)) return over;
  const result: unknown[] = [...base];
  for (const use of over as readonly unknown[]) {
    const at = result.findIndex((old) => idOf(old) !== undefined && idOf(old) === idOf(use));
    if (at === -1) result.push(use);
    else result[at] = use;
  }
  return result;
};

/** `over` on top of `base`: objects merge, plugins merge by id, everything else is replaced. */
export const mergeConfig = (base: unknown, over: unknown): ExperimentInput =>
  (isObject(base) && isObject(over) ? merged(base, over) : over) as ExperimentInput;
