import * as tf from '@tensorflow/tfjs-core';
import { disconnected } from './faults.ts';
import type { DiscriminatorStep, Domain } from '../plugin/steps.ts';
import { applyGradientHooks } from './apply-hooks.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { differentiate, type Differentiated } from './differentiate.ts';
import { discriminatorStep } from './discriminator-step.ts';
import { domainsOf, prepare, termsOf } from './either-step.ts';
import { drawLatents, fakeDraws, makeFakes } from './half-images.ts';
import { imageHooks, type ImageHooks, type Occasion } from './image-hooks.ts';
import { Judging, type HalfImages } from './judging.ts';
import { composeObjective } from './objective.ts';
import { Observed } from './observed.ts';
import { inParts } from './parts/in-parts.ts';
import { reportJudged } from './report-judged.ts';
import { termGradients } from './term-gradients.ts';

const gather = (
  context: TrainingContext,
  hooks: ImageHooks,
  needed: ReadonlySet<Domain>,
  occasion: Occasion,
  purpose: string,
): HalfImages => {
  const real = needed.has('real') ? hooks.reals(context.batches.next(occasion.draw)) : undefined;
  if (!needed.has('fake')) return { real };
  const latents = drawLatents(context, purpose, occasion);
  return { real, fake: makeFakes(context, latents, fakeDraws(context, purpose, occasion.draw)) };
};

interface Pass {
  readonly index: number;
  readonly draw: number;
  readonly phase: 'joint' | 'own';
  readonly terms: readonly ActiveTerm[];
  readonly observed: Observed;
}

const gradientsOf = (context: TrainingContext, { index, draw, phase, terms, observed }: Pass): Differentiated => {
  const { plan, logs, loss, trainable } = context;
  const joint = phase === 'joint';
  const purpose = joint ? 'discriminator' : 'discriminator-own';
  const occasion: Occasion = { player: 'discriminator', phase, index, draw };
  const needed = new Set<Domain>(joint ? ['real', 'fake'] : terms.flatMap(domainsOf));
  const hooks = imageHooks(context, occasion);
  const images = gather(context, hooks, needed, occasion, purpose);
  return differentiate(
    trainable.discriminator,
    () => {
      const judging = new Judging({
        images,
        discriminator: context.discriminator,
        hooks,
        heads: context.heads,
        tools: context.tools,
        model: plan.model,
      });
      for (const domain of needed) judging.verdict(domain, joint && domain === 'real' ? observed : undefined);
      let adversarial: tf.Scalar | undefined;
      if (joint) {
        const [real, fake] = [judging.adversarial('real').logits, judging.adversarial('fake').logits];
        adversarial = loss.discriminator({ real, fake });
        logs.add('loss/discriminator', adversarial);
        logs.add('score/real', judging.verdict('real').logits);
        logs.add('score/fake', judging.verdict('fake').logits);
        reportJudged(context, judging, occasion, ['real', 'fake']);
      }
      for (const active of terms) prepare(judging, active);
      const fakes = fakeDraws(context, purpose, draw);
      const value = (active: ActiveTerm): unknown => {
        const evaluate = active.plugin.hooks.terms?.[active.term.name] as
          | ((step: DiscriminatorStep) => unknown)
          | undefined;
        return evaluate?.(discriminatorStep(context, judging, active, { index, draw, fakes }));
      };
      return composeObjective('discriminator', adversarial, terms, value, index, logs);
    },
    termGradients(context, 'discriminator', index),
  );
};

const pass = (context: TrainingContext, index: number, draw: number, phase: 'joint' | 'own'): void => {
  const { plan, trainable, optimizers, networks } = context;
  const joint = phase === 'joint';
  const terms = termsOf(context, 'discriminator', phase, index);
  if (!joint && terms.length === 0) return;
  tf.tidy(() => {
    const observed = new Observed();
    const differentiated = inParts(context, (part) => gradientsOf(part, { index, draw, phase, terms, observed }));
    if (joint && differentiated.gradients.size === 0)
      throw disconnected(
        'discriminator',
        plan.plugins.map(({ id }) => id),
      );
    const gradients = applyGradientHooks(context, 'discriminator', differentiated, index);
    optimizers.discriminator.apply(trainable.discriminator, gradients);
    differentiated.release();
    observed.commit(networks.discriminator.buffers);
  });
};

/**
 * The discriminator learns: fakes are constants made before its tape opens; the adversarial loss and every active joint term give
 * one gradient and one Adam step, terms of `phase: own` another on the same reals.
 */
export const discriminatorHalf = (context: TrainingContext, index: number, repetition: number): void => {
  const draw = index * context.plan.config.train.discriminatorSteps + repetition;
  pass(context, index, draw, 'joint');
  if (repetition === context.plan.config.train.discriminatorSteps - 1) pass(context, index, draw, 'own');
};
