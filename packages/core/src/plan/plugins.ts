import type { PluginUse } from '../config/schema.ts';
import { outOfRange } from '../errors/config.ts';
import { GanregError, GanregErrors } from '../errors/ganreg-error.ts';
import { duplicateId, unknownTerm } from '../errors/plan.ts';
import { suggest } from '../config/suggest.ts';
import { quantityInSteps, type Scale } from '../config/quantity.ts';
import { resolveWeight, type Weight } from '../plugin/schedule.ts';
import type { Plugin, TermDeclaration } from '../plugin/types.ts';
import type { ModelDescription } from '../models/description.ts';
import { parseOptions } from './options.ts';
import type { PlannedPlugin, PlannedTerm } from './types.ts';

/** A plugin and how the configuration uses it. */
export interface UsedPlugin {
  readonly use: PluginUse;
  readonly plugin: Plugin;
  readonly path: string;
}

export interface PlannedUse {
  readonly plugin: PlannedPlugin;
  readonly terms: readonly PlannedTerm[];
}

const isSchedule = (weight: unknown): weight is Weight =>
  typeof weight === 'number' || (typeof weight === 'object' && weight !== null && 'schedule' in weight);

const weightOf = (use: PluginUse, name: string, declared: TermDeclaration): Weight => {
  const { weight } = use;
  if (weight === undefined) return declared.weight;
  if (isSchedule(weight)) return weight;
  return weight[name] ?? declared.weight;
};

const checkTermNames = ({ use, plugin, path }: UsedPlugin, names: readonly string[]): void => {
  const { weight } = use;
  if (weight === undefined || isSchedule(weight)) return;
  const unknown = Object.keys(weight).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw unknownTerm(`${path}.weight.${unknown}`, plugin.name, unknown, names, suggest(unknown, names));
};

const planTerm = (
  used: UsedPlugin,
  id: string,
  name: string,
  declaration: TermDeclaration,
  scale: Scale,
): PlannedTerm => {
  const { use, path } = used;
  const every = use.every ?? declaration.every ?? 1;
  const compensate = declaration.gain !== 'none' && use.gain !== 'none';
  const from = use.from === undefined ? 0 : quantityInSteps(use.from, scale, `${path}.from`);
  const until = use.until === undefined ? Number.POSITIVE_INFINITY : quantityInSteps(use.until, scale, `${path}.until`);
  if (until <= from) throw outOfRange(`${path}.until`, use.until, `later than \`from\` (step ${from})`);
  return {
    key: `${id}/${name}`,
    owner: id,
    name,
    declaration,
    weight: resolveWeight(weightOf(use, name, declaration), scale, `${path}.weight`),
    every,
    gain: compensate ? every : 1,
    from,
    until,
  };
};

/** Options, requirements and terms of one used plugin. Nothing is left when every term of it has weight 0. */
const planUse = (used: UsedPlugin, model: ModelDescription, scale: Scale): PlannedUse | string => {
  const { use, plugin, path } = used;
  const id = use.id ?? plugin.name;
  const options = parseOptions(plugin, use.with ?? {}, `${path}.with`);
  const declared = plugin.terms(options);
  let requirements;
  try {
    requirements = plugin.requires(options, model);
  } catch (error) {
    if (error instanceof GanregError && error.path !== undefined && !error.path.startsWith(path)) {
      throw new GanregError(error.code, error.message, {
        path: `${path}.${error.path}`,
        ...(error.fix === undefined ? {} : { fix: error.fix }),
      });
    }
    throw error;
  }
  const exist = new Set(requirements.terms ?? Object.keys(declared));
  checkTermNames(used, [...exist]);
  const terms = Object.entries(declared)
    .filter(([name]) => exist.has(name))
    .map(([name, declaration]) => planTerm(used, id, name, declaration, scale))
    .filter((term) => !term.weight.absent);
  // A plugin of hooks alone has no term to weigh: only an explicit 0 leaves it out.
  if (terms.length === 0 && (exist.size > 0 || use.weight === 0)) return id;
  return {
    plugin: { id, path, plugin, options, requirements, before: use.before ?? [], after: use.after ?? [] },
    terms,
  };
};

/** Plans every used plugin. @throws GanregErrors with all mistakes found */
export const planPlugins = (
  uses: readonly UsedPlugin[],
  model: ModelDescription,
  scale: Scale,
): { readonly planned: readonly PlannedUse[]; readonly absent: readonly string[] } => {
  const errors: GanregError[] = [];
  const planned: PlannedUse[] = [];
  const absent: string[] = [];
  const ids = new Set<string>();
  for (const used of uses) {
    const id = used.use.id ?? used.plugin.name;
    if (ids.has(id)) errors.push(duplicateId(`${used.path}.id`, id));
    ids.add(id);
    try {
      const result = planUse(used, model, scale);
      if (typeof result === 'string') absent.push(result);
      else planned.push(result);
    } catch (error) {
      if (error instanceof GanregErrors) errors.push(...error.errors);
      else if (error instanceof GanregError) errors.push(error);
      else throw error;
    }
  }
  if (errors.length > 0) throw errors.length === 1 && errors[0] !== undefined ? errors[0] : new GanregErrors(errors);
  return { planned: planned.toSorted((one, other) => (one.plugin.id < other.plugin.id ? -1 : 1)), absent };
};
