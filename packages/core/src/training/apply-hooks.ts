import type { Gradients } from '../plugin/steps.ts';
import type { TrainingContext } from './context.ts';
import type { Differentiated } from './differentiate.ts';
import { watchGradients } from './watch-gradients.ts';

/** Pipes a player's gradient through the plugins' hooks in their declared order, and watches what comes out of each. */
export const applyGradientHooks = (
  context: TrainingContext,
  player: 'generator' | 'discriminator',
  { gradients, separate }: Differentiated,
  index: number,
): Gradients => {
  let result = gradients;
  watchGradients(context.logs, `gradient/${player}`, player, gradients);
  for (const { planned, hooks } of context.ordered) {
    const hook = player === 'generator' ? hooks.generatorGradients : hooks.discriminatorGradients;
    if (hook === undefined) continue;
    result = hook(result, separate, {
      index,
      progress: index / context.plan.steps,
      log: (name, value) => context.logs.copy(`${planned.id}/${name}`, value),
    });
    watchGradients(context.logs, `${planned.id}.${player}Gradients`, player, result);
  }
  return result;
};
