import { GanregError, GanregErrors } from '@ganreg/core';
import { z } from 'zod';
import { broken } from '../contract-error.ts';
import { planOf } from '../laboratory/trainer.ts';
import type { Subject } from '../subject.ts';
import type { PluginCheck } from './check.ts';

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

interface Wrong {
  readonly key: string;
  readonly value: unknown;
  readonly what: string;
}

const unknownKey = 'noSuchOption';

const propertiesOf = (subject: Subject): Readonly<Record<string, Property>> => {
  const schema: unknown = subject.plugin.options;
  if (!(schema instanceof z.ZodType)) return {};
  try {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return (json.properties ?? {}) as Readonly<Record<string, Property>>;
  } catch {
    return {};
  }
};

const wrongValues = (key: string, property: Property): readonly Wrong[] => {
  const wrong: Wrong[] = [];
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = property;
  const limit = (value: number | undefined, what: string): void => {
    if (value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER) wrong.push({ key, value, what });
  };
  if (property.enum !== undefined) wrong.push({ key, value: 'no such choice', what: 'a choice that there is not' });
  if (type === 'number' || type === 'integer' || type === 'boolean')
    wrong.push({ key, value: 'text', what: 'a text where it takes something else' });
  limit(minimum === undefined ? undefined : minimum - 1, 'a number below its minimum');
  limit(maximum === undefined ? undefined : maximum + 1, 'a number above its maximum');
  limit(exclusiveMinimum, 'a number at its excluded minimum');
  limit(exclusiveMaximum, 'a number at its excluded maximum');
  return wrong;
};

const pathsOf = (error: unknown): readonly string[] => {
  if (error instanceof GanregErrors) return error.errors.map(({ path = '' }) => path);
  return error instanceof GanregError ? [error.path ?? ''] : [];
};

export const optionsAreClosed: PluginCheck = {
  title: 'unknown options, wrong choices and numbers out of range are refused by path',
  run: async (subject) => {
    const properties = Object.entries(propertiesOf(subject));
    const all: readonly Wrong[] = [
      { key: unknownKey, value: 1, what: 'an option that it does not have' },
      ...properties.flatMap(([key, property]) => wrongValues(key, property)),
    ];
    for (const { key, value, what } of all) {
      const use = subject.use({ with: { ...subject.options.with, [key]: value } });
      try {
        await planOf(subject.experiment([use]), subject.laboratory());
      } catch (error) {
        if (pathsOf(error).some((path) => path.startsWith(`plugins[0].with.${key}`))) continue;
        throw broken(
          `${JSON.stringify({ [key]: value })} (${what}) is refused, but not at plugins[0].with.${key}: ${String(error)}`,
          'Let the option schema refuse it, so that the message names the place.',
          error,
        );
      }
      throw broken(
        `${JSON.stringify({ [key]: value })} is accepted: ${what}.`,
        key === unknownKey
          ? 'Close the schema: z.strictObject({ … }).'
          : 'Say in the schema which values there are: z.enum, .min, .max.',
      );
    }
  },
};
