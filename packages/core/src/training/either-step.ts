import { isActive } from '../plan/types.ts';
import type { Domain, EitherStep, Player } from '../plugin/steps.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { grantedVerdict, requireCall, requireDomain, requireHead } from './granted.ts';
import type { Judging } from './judging.ts';

/** When a term is being evaluated. */
export interface Moment {
  readonly index: number;
  /** Counts the draws: the step, or the repetition of the discriminator's half. */
  readonly draw: number;
  /** Whether what the term logs is dropped, because another half logs it. */
  readonly quiet?: boolean;
}

/** Active terms of a player in one phase of a step. */
export const termsOf = (
  { terms }: TrainingContext,
  player: Player,
  phase: 'joint' | 'own',
  index: number,
): readonly ActiveTerm[] =>
  terms.filter(
    ({ term }) =>
      term.declaration.player === player && (term.declaration.phase ?? 'joint') === phase && isActive(term, index),
  );

/** Kinds of image that a term looks at. */
export const domainsOf = ({ term: { declaration } }: ActiveTerm): readonly Domain[] =>
  declaration.on === 'both' ? ['real', 'fake'] : declaration.on === 'none' ? [] : [declaration.on];

/** Evaluates what a term declared before it runs: see {@link Judging}. */
export const prepare = (judging: Judging, active: ActiveTerm): void => {
  const { heads = [], calls = [] } = active.plugin.planned.requirements;
  const replaced = active.plugin.hooks.judge !== undefined || calls.includes('adversarial');
  for (const domain of domainsOf(active)) {
    for (const head of heads) judging.head(head.name, domain);
    if (replaced) judging.adversarial(domain);
  }
};

/** What terms of both players may use, beside the images. */
export const eitherStep = (
  context: TrainingContext,
  judging: Judging,
  active: ActiveTerm,
  { index, draw, quiet = false }: Moment,
): Omit<EitherStep, 'real' | 'fake'> => {
  const { planned, hooks } = active.plugin;
  return {
    index,
    progress: index / context.plan.steps,
    random: (stream) => context.random.stream(`plugin/${planned.id}/${stream}`).at(draw),
    log: (name, value) => {
      if (!quiet) context.logs.copy(`${planned.id}/${name}`, value);
    },
    head: <Output>(head: { readonly name: string }, on: Domain) => {
      requireHead(planned, head.name);
      requireDomain(planned, active.term, on);
      return judging.head(head.name, on) as Output;
    },
    judge: (images) => {
      requireCall(planned, 'judge');
      return grantedVerdict(judging.judge(images), planned);
    },
    extra: (on) => {
      requireDomain(planned, active.term, on);
      return hooks.judge === undefined ? undefined : judging.adversarial(on).extra;
    },
  };
};
