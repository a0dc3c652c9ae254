import type { StandardSchemaV1 } from '@standard-schema/spec';
import { invalidPlugin } from '../errors/plugins.ts';
import type { Needs } from '../wiring/token.ts';
import type { Hooks } from './hooks.ts';
import type { Plugin, PluginDefinition, TermDeclarations } from './types.ts';

const mark = Symbol.for('ganreg/plugin');

/**
 * Declares a plugin: infers types and checks the declaration. No base class, no registration.
 * @throws GanregError PLUGIN_INVALID
 */
export const definePlugin = <
  const Schema extends StandardSchemaV1,
  const Terms extends TermDeclarations,
  const Tokens extends Needs = Readonly<Record<never, never>>,
>(
  definition: PluginDefinition<Schema, Terms, Tokens>,
): Plugin => {
  const name = definition.name;
  if (!/^[a-z][a-z0-9-]*$/u.test(name))
    throw invalidPlugin(name, 'its name must be lower-case letters, digits and dashes');
  if (typeof definition.setup !== 'function') throw invalidPlugin(name, 'it has no setup function');
  if (typeof definition.options !== 'object' && typeof definition.options !== 'function')
    throw invalidPlugin(name, 'it has no option schema');
  const { terms, requires } = definition;
  const plugin = {
    name,
    version: definition.version,
    about: definition.about,
    ...(definition.paper === undefined ? {} : { paper: definition.paper }),
    options: definition.options,
    terms: (options: unknown) => (typeof terms === 'function' ? terms(options) : terms),
    requires: (options: unknown, model: Parameters<Plugin['requires']>[1]) => requires?.(options, model) ?? {},
    conflicts: definition.conflicts ?? [],
    ...(definition.place === undefined ? {} : { place: definition.place }),
    inject: definition.inject ?? {},
    setup: definition.setup as unknown as (given: Parameters<Plugin['setup']>[0]) => Hooks,
    [mark]: true,
  };
  return Object.freeze(plugin);
};

/** Whether a module's export was made by {@link definePlugin}, of this copy of ganreg or another. */
export const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' && value !== null && mark in value;
