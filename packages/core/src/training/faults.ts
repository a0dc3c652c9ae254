import { GanregError } from '../errors/ganreg-error.ts';

export const pluginFailed = (plugin: string, hook: string, cause: unknown): GanregError =>
  new GanregError(
    'PLUGIN_FAILED',
    `plugin "${plugin}" failed in ${hook}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause, fix: 'correct that hook or remove the plugin; the last checkpoint is intact' },
  );

export const hookInvalid = (plugin: string, hook: string, why: string): GanregError =>
  new GanregError('HOOK_INVALID', `plugin "${plugin}": ${hook} ${why}`, {
    fix: 'see docs/reference/hooks.md for what each hook is given and returns; the last checkpoint is intact',
  });

export const pluginMutates = (plugin: string, hook: string, weight: string): GanregError =>
  new GanregError('PLUGIN_MUTATES_WEIGHTS', `plugin "${plugin}" changed ${weight} in ${hook}.`, {
    fix: 'terms and images are functions of the weights; write them in afterStep or a hook on gradients',
  });

export const disconnected = (player: string, plugins: readonly string[]): GanregError =>
  new GanregError('OBJECTIVE_DISCONNECTED', `the loss of the ${player} does not depend on any of its weights.`, {
    fix: `a hook has cut the gradient: look at ${plugins.join(', ')}`,
  });

/** A number of a step that ended it. */
export interface Culprit {
  /** As in the logs: `loss/generator` or a term's key. */
  readonly name: string;
  readonly player: string;
  readonly value: number;
}

/** Carries the step and what went wrong in it, for whoever decides how to go on. */
export class DivergedError extends GanregError {
  override readonly name = 'DivergedError';
  readonly step: number;
  readonly culprits: readonly Culprit[];

  constructor(step: number, culprits: readonly Culprit[]) {
    const told = culprits.map(({ name, player, value }) => `${name} (${player}) is ${value}`);
    const ofTerm = culprits.every(({ name }) => /^gradient\/(?:generator|discriminator)$/u.test(name));
    super('RUN_DIVERGED', `step ${step}: ${told.join(', ')}.`, {
      path: culprits[0]?.name ?? `step ${step}`,
      fix: `${
        ofTerm
          ? 'resume with --set run.gradients.every=1, which names the term'
          : 'lower the learning rate or the weight of that term'
      }, or set run.divergence.policy: rollback; the last checkpoint is intact`,
    });
    this.step = step;
    this.culprits = culprits;
  }
}
