import { z } from 'zod';
import { invalidChoice, invalidOption, missingValue, outOfRange, unknownKey, wrongType } from '../errors/config.ts';
import { GanregErrors, type GanregError } from '../errors/ganreg-error.ts';
import { suggest } from './suggest.ts';

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

/** `['plugins', 1, 'with']` → `plugins[1].with`. */
export const placeText = (place: Place, root = ''): string =>
  place.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    root,
  );

const valueAt = (value: unknown, place: Place): unknown => {
  let current = value;
  for (const key of place) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
};

const unwrap = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  ) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodUnion ? schema.options.flatMap(unwrap) : [schema];
};

const keysAt = (schema: z.core.$ZodType, place: Place): readonly string[] => {
  let level = unwrap(schema);
  for (const key of place) {
    level = level.flatMap((candidate) => {
      if (candidate instanceof z.ZodObject) {
        const next = (candidate.shape as Readonly<Record<string, z.core.$ZodType>>)[String(key)];
        return next === undefined ? [] : unwrap(next);
      }
      if (candidate instanceof z.ZodRecord) return unwrap(candidate.valueType);
      return candidate instanceof z.ZodArray ? unwrap(candidate.element) : [];
    });
  }
  return [
    ...new Set(level.flatMap((candidate) => (candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : []))),
  ];
};

/** Of a union's complaints, those of the branch that was most likely meant: the one that got deepest, then the one with fewest. */
const likeliest = (issue: Extract<Issue, { code: 'invalid_union' }>): readonly Issue[] => {
  const score = (branch: readonly Issue[]): number =>
    Math.max(...branch.map((each) => each.path.length + (each.code === 'unrecognized_keys' ? 1 : 0))) * 100 -
    branch.length;
  const branches = issue.errors.filter((branch) => branch.length > 0);
  const best = branches.toSorted((one, other) => score(other) - score(one))[0] ?? [];
  const choices = branches.flatMap((branch) =>
    branch.filter((each) => each.code === 'invalid_value' && each.path.length === 0),
  );
  return best.every((each) => each.path.length === 0 && each.code !== 'unrecognized_keys') && choices.length > 0
    ? choices
    : best;
};

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const range = (issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string => {
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1) return 'a text that is not empty';
  if (issue.code === 'too_small') return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
};

const translate = (
  issue: Issue,
  place: Place,
  schema: z.core.$ZodType,
  input: unknown,
  root: string,
): readonly GanregError[] => {
  const here = [...place, ...issue.path];
  const path = placeText(here, root);
  const found = valueAt(input, here);
  if (issue.code === 'invalid_union') {
    const inner = likeliest(issue);
    return inner.length === 0
      ? [wrongType(path, found, 'a value that is understood here')]
      : inner.flatMap((each) => translate(each, here, schema, input, root));
  }
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(schema, here);
    return issue.keys.map((key) => unknownKey(placeText([...here, key], root), key, allowed, suggest(key, allowed)));
  }
  if (issue.code === 'invalid_value') {
    const near =
      typeof found === 'string'
        ? suggest(
            found,
            issue.values.filter((value) => typeof value === 'string'),
          )
        : undefined;
    return [
      found === undefined
        ? missingValue(path, issue.values.join(' or '))
        : invalidChoice(path, found, issue.values, near),
    ];
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return [outOfRange(path, found, range(issue))];
  if (issue.code === 'invalid_type') {
    return [
      found === undefined
        ? missingValue(path, `a value (${issue.expected})`)
        : wrongType(path, found, typeNames[issue.expected] ?? `of type ${issue.expected}`),
    ];
  }
  return [invalidOption(path, issue.message)];
};

/**
 * Validates against a closed zod schema and fills the defaults.
 * @param root where `input` sits in the whole configuration, for example `plugins[1].with`
 * @throws GanregErrors with one readable error per mistake
 */
export const validate = <Schema extends z.ZodType>(schema: Schema, input: unknown, root = ''): z.output<Schema> => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new GanregErrors(result.error.issues.flatMap((issue) => translate(issue, [], schema, input, root)));
};

export const isZod = (schema: unknown): schema is z.ZodType => schema instanceof z.ZodType;
