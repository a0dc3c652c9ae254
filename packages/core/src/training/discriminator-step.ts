import type { DiscriminatorStep } from '../plugin/steps.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { eitherStep, type Moment } from './either-step.ts';
import { grantedFake, grantedJudged, requireCall, requireReentry } from './granted.ts';
import type { FakeDraws } from './half-images.ts';
import type { Judging } from './judging.ts';

/** What a term of the discriminator's objective is given. */
export const discriminatorStep = (
  context: TrainingContext,
  judging: Judging,
  active: ActiveTerm,
  { fakes, ...moment }: Moment & { readonly fakes: FakeDraws },
): DiscriminatorStep => {
  const { planned } = active.plugin;
  const { plan, random, generator } = context;
  // one run of draws for a term, so that no two re-entries share their noise
  const draws = random.stream(`plugin/${planned.id}/${active.term.name}/generator`).at(moment.draw);
  return {
    ...eitherStep(context, judging, active, moment),
    get real() {
      return grantedJudged(judging, active, 'real');
    },
    get fake() {
      return grantedFake(judging, active);
    },
    generate: (latents) => {
      requireCall(planned, 'generate');
      return generator.synthesize(generator.map(latents, { draws: fakes.mixing() }), { draws: fakes.noise() }).images;
    },
    resume: (from) => {
      requireReentry(planned, from.resolution);
      if (generator.resume === undefined)
        throw new Error(`${plan.family.name} describes a re-entry that it does not have`);
      return generator.resume(from, { draws });
    },
  };
};
