import { z } from 'zod';
import type { Family } from '../models/family.ts';
import type { Plugin } from '../plugin/types.ts';
import { experimentSchema } from './schema.ts';
import { isZod } from './validate.ts';

/** JSON Schema of draft 2020-12, as far as editors read it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What may be named in a configuration. */
export interface Nameable {
  readonly plugins: readonly Plugin[];
  readonly recipes: readonly string[];
  readonly families: readonly Family[];
}

const schemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

const propertiesOf = (schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> =>
  (schema?.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

/** The name itself completes; anything else, such as a file, stays allowed. */
const nameOf = (names: readonly string[]): JsonSchema => ({
  anyOf: [{ enum: names }, { type: 'string', minLength: 1 }],
});

const termNames = (plugin: Plugin): readonly string[] => {
  const defaults = plugin.options['~standard'].validate({});
  return defaults instanceof Promise || defaults.issues !== undefined ? [] : Object.keys(plugin.terms(defaults.value));
};

/** Applies where `use` is this name: options, and weights by term. */
const whenUsed = (plugin: Plugin, weight: JsonSchema): JsonSchema => {
  const [single, schedule, byTerm] = weight.anyOf as readonly [JsonSchema, JsonSchema, JsonSchema];
  const names = termNames(plugin);
  return {
    if: { properties: { use: { const: plugin.name } }, required: ['use'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: {
      description: plugin.about,
      properties: {
        ...(isZod(plugin.options) ? { with: schemaOf(plugin.options) } : {}),
        weight: {
          anyOf: [
            single,
            schedule,
            {
              type: 'object',
              properties: Object.fromEntries(names.map((name) => [name, byTerm.additionalProperties])),
              // optional terms are not among those of the default options
              additionalProperties: byTerm.additionalProperties,
            },
          ],
        },
      },
    },
  };
};

/** Applies where the model's `use` is this family. */
const whenModelled = (family: Family): JsonSchema => {
  const { resolution, channels } = { resolution: { type: 'integer' }, channels: { type: 'integer' } };
  const presets = Object.keys(family.presets ?? {});
  return {
    if: { properties: { use: { const: family.name } }, required: ['use'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: {
      properties: {
        use: {},
        resolution,
        channels,
        ...(presets.length === 0 ? {} : { preset: { enum: presets } }),
        ...propertiesOf(schemaOf(family.options)),
      },
      additionalProperties: false,
    },
  };
};

/** One entry of a list of plugins. */
const useOf = (uses: JsonSchema, { plugins, recipes }: Nameable): JsonSchema => {
  const [, use] = (uses.items as { readonly anyOf: readonly JsonSchema[] }).anyOf;
  const names = nameOf([...plugins.map(({ name }) => name), ...recipes.map((name) => `recipe:${name}`)]);
  const properties = propertiesOf(use);
  const known = {
    ...use,
    properties: { ...properties, use: { ...properties.use, ...names } },
    allOf: plugins.map((plugin) => whenUsed(plugin, properties.weight ?? { anyOf: [] })),
  };
  return { anyOf: [names, known] };
};

/** JSON Schema of a configuration in which these plugins, recipes and families can be named: editors complete and check with it. */
export const experimentJsonSchema = (names: Nameable): JsonSchema => {
  const base = schemaOf(experimentSchema);
  const properties = propertiesOf(base);
  const study = properties.study ?? {};
  const ofStudy = propertiesOf(study);
  const list = (given: JsonSchema | undefined): JsonSchema => ({ ...given, items: { $ref: '#/$defs/use' } });
  const models = (properties.model?.anyOf ?? []) as readonly JsonSchema[];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ganreg experiment',
    ...base,
    $defs: { use: useOf(properties.plugins ?? {}, names) },
    properties: {
      ...properties,
      plugins: list(properties.plugins),
      model: {
        ...properties.model,
        anyOf: [
          nameOf(names.families.map(({ name }) => name)),
          { ...models[1], allOf: names.families.map(whenModelled) },
        ],
      },
      study: {
        ...study,
        properties: {
          ...ofStudy,
          arms: { ...ofStudy.arms, additionalProperties: list(ofStudy.arms?.additionalProperties as JsonSchema) },
          factorial: list(ofStudy.factorial),
          'half-factorial': list(ofStudy['half-factorial']),
        },
      },
    },
  };
};
