import * as tf from '@tensorflow/tfjs-core';
import type { Domain, GeneratorStep } from '../plugin/steps.ts';
import { disconnected } from './faults.ts';
import { anotherBatch } from './another-batch.ts';
import { applyGradientHooks } from './apply-hooks.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { differentiate, type Differentiated } from './differentiate.ts';
import { domainsOf, prepare, termsOf } from './either-step.ts';
import { generatorStep, type GeneratorBatches } from './generator-step.ts';
import { drawLatents, fakeDraws, makeFakes } from './half-images.ts';
import { imageHooks, type Occasion } from './image-hooks.ts';
import { Judging } from './judging.ts';
import { composeObjective } from './objective.ts';
import { Observed } from './observed.ts';
import { inParts } from './parts/in-parts.ts';
import { reportJudged } from './report-judged.ts';
import { termGradients } from './term-gradients.ts';

interface Pass {
  readonly index: number;
  readonly phase: 'joint' | 'own';
  readonly terms: readonly ActiveTerm[];
  readonly observed: Observed;
}

const gradientsOf = (context: TrainingContext, { index, phase, terms, observed }: Pass): Differentiated => {
  const { plan, logs, loss, random, trainable } = context;
  const joint = phase === 'joint';
  const purpose = joint ? 'generator' : 'generator-own';
  const occasion: Occasion = { player: 'generator', phase, index, draw: index };
  const comparing = joint && loss.part === undefined;
  const domains = new Set<Domain>([
    ...(joint ? (['fake'] as const) : []),
    ...(comparing ? (['real'] as const) : []),
    ...terms.flatMap(domainsOf),
  ]);
  const hooks = imageHooks(context, occasion);
  const real = domains.has('real')
    ? hooks.reals(context.batches.independent(random.stream('data/generator').at(index)))
    : undefined;
  const latents = domains.has('fake') ? drawLatents(context, purpose, occasion) : undefined;
  const draws = fakeDraws(context, purpose, index);
  return differentiate(
    trainable.generator,
    () => {
      const fake = latents && makeFakes(context, latents, draws, joint ? observed : undefined);
      const judging = new Judging({
        images: { real, fake },
        discriminator: context.discriminator,
        hooks,
        heads: context.heads,
        tools: context.tools,
        model: plan.model,
      });
      for (const domain of domains) judging.verdict(domain);
      let adversarial: tf.Scalar | undefined;
      if (joint) {
        adversarial = loss.generator(judging.adversarial('fake').logits, () => judging.adversarial('real').logits);
        logs.add('loss/generator', adversarial);
        reportJudged(context, judging, occasion, [...domains]);
      }
      const others = new Map<string, Judging>();
      const batches: GeneratorBatches = {
        own: judging,
        another: ({ plugin: { planned } }) => {
          const known = others.get(planned.id) ?? anotherBatch(context, planned.id, occasion);
          others.set(planned.id, known);
          return known;
        },
      };
      for (const active of terms) {
        prepare(judging, active);
        if (active.plugin.planned.requirements.calls?.includes('another-batch'))
          prepare(batches.another(active), active);
      }
      const value = (active: ActiveTerm): unknown => {
        const evaluate = active.plugin.hooks.terms?.[active.term.name] as
          | ((step: GeneratorStep) => unknown)
          | undefined;
        return evaluate?.(generatorStep(context, batches, active, { index, fakes: draws }));
      };
      return composeObjective('generator', adversarial, terms, value, index, logs);
    },
    termGradients(context, 'generator', index),
  );
};

const pass = (context: TrainingContext, index: number, phase: 'joint' | 'own'): void => {
  const { plan, trainable, optimizers, networks } = context;
  const joint = phase === 'joint';
  const terms = termsOf(context, 'generator', phase, index);
  if (!joint && terms.length === 0) return;
  tf.tidy(() => {
    const observed = new Observed();
    const differentiated = inParts(context, (part) => gradientsOf(part, { index, phase, terms, observed }));
    if (joint && differentiated.gradients.size === 0)
      throw disconnected(
        'generator',
        plan.plugins.map(({ id }) => id),
      );
    const gradients = applyGradientHooks(context, 'generator', differentiated, index);
    optimizers.generator.apply(trainable.generator, gradients);
    differentiated.release();
    observed.commit(networks.generator.buffers);
  });
};

/** The generator learns: one gradient of its adversarial loss and every active joint term, then the terms of `phase: own`. */
export const generatorHalf = (context: TrainingContext, index: number): void => {
  pass(context, index, 'joint');
  pass(context, index, 'own');
};
