import type { HalfReport } from '../plugin/hooks.ts';
import type { Domain } from '../plugin/steps.ts';
import type { TrainingContext } from './context.ts';
import { grantedVerdict } from './granted.ts';
import type { Occasion } from './image-hooks.ts';
import type { Judging } from './judging.ts';

/** Shows the observers what has been judged. */
export const reportJudged = (
  { ordered, logs }: TrainingContext,
  judging: Judging,
  { index, player }: Occasion,
  domains: readonly Domain[],
): void => {
  for (const { planned, hooks } of ordered) {
    if (hooks.judged === undefined) continue;
    const of = (domain: Domain): HalfReport['fake'] => ({
      images: judging.shown(domain).images,
      original: judging.originalOf(domain),
      verdict: grantedVerdict(judging.verdict(domain), planned),
    });
    hooks.judged({
      index,
      player,
      real: domains.includes('real') ? of('real') : undefined,
      fake: of('fake'),
      log: (name, value) => logs.copy(`${planned.id}/${name}`, value),
    });
  }
};
