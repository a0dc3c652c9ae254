/** One source of configuration values. */
export interface Layer {
  readonly source: string;
  readonly config: object;
}

const leaves = (value: unknown, path: string): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
};

/** Which file or override each value came from; what is not listed is a default. */
export const provenanceOf = (
  layers: readonly Layer[],
  overrides: readonly string[],
): Readonly<Record<string, string>> => {
  const result: Record<string, string> = {};
  for (const { source, config } of layers) for (const path of leaves(config, '')) result[path] = source;
  for (const text of overrides) result[text.slice(0, text.indexOf('=')).trim()] = '--set';
  return result;
};
