import { EngineError } from '@ganreg/numerics';
import type { Random } from '@ganreg/numerics/random';
import { GanregError } from '../errors/ganreg-error.ts';
import { undeclared } from '../errors/training.ts';
import { hookInvalid, pluginFailed } from './faults.ts';
import type { AdversarialLoss } from '../losses/adversarial.ts';
import type { Tools } from '../models/family.ts';
import type { Plan, PlannedPlugin } from '../plan/types.ts';
import type { Hooks } from '../plugin/hooks.ts';
import type { Scope } from '../wiring/scope.ts';
import type { ActivePlugin } from './context.ts';
import { guardHooks, type HookGuard } from './hook-guard.ts';

/** What a plugin is set up in. */
export interface Surroundings extends Pick<HookGuard, 'weights' | 'leaks'> {
  readonly plan: Plan;
  readonly tools: Tools;
  readonly scope: Scope;
  readonly loss: AdversarialLoss;
  readonly random: Random;
}

const hooksOf = (planned: PlannedPlugin, { plan, tools, scope, loss, random }: Surroundings): Hooks => {
  const services = scope.resolve(planned.plugin.inject, `plugin ${planned.id}`);
  try {
    return planned.plugin.setup({
      ...tools,
      id: planned.id,
      options: planned.options,
      model: plan.model,
      batch: plan.batch,
      loss: { name: loss.name, parts: loss.part !== undefined },
      services,
      random: random.scoped(`plugin/${planned.id}`),
    });
  } catch (error) {
    if (error instanceof GanregError || error instanceof EngineError) throw error;
    throw pluginFailed(planned.id, 'setup', error);
  }
};

/** Sets a plugin up and guards its hooks. @throws GanregError PLUGIN_FAILED, HOOK_INVALID, CAPABILITY_UNDECLARED */
export const setUpPlugin = (planned: PlannedPlugin, surroundings: Surroundings): ActivePlugin => {
  const hooks: unknown = hooksOf(planned, surroundings);
  if (hooks instanceof Promise) {
    hooks.catch(() => undefined);
    throw hookInvalid(planned.id, 'setup', 'returned a promise; what must be awaited is a service');
  }
  if (typeof hooks !== 'object' || hooks === null)
    throw hookInvalid(planned.id, 'setup', `returned ${typeof hooks}, not hooks`);
  const given = hooks as Hooks;
  if (given.judge !== undefined && planned.requirements.exclusive?.includes('judge') !== true)
    throw undeclared(planned.id, 'the hook "judge"', `exclusive: ['judge'] in requires`);
  const { weights, leaks } = surroundings;
  return { planned, hooks: guardHooks({ plugin: planned.id, weights, leaks }, given) };
};
