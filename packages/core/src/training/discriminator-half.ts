import * as tf from '@tensorflow/tfjs-core';
import { normalTensor } from '@ganreg/numerics';
import { isActive } from '../plan/types.ts';
import type { DiscriminatorStep, Domain } from '../plugin/types.ts';
import { applyGradientHooks } from './apply-hooks.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { differentiate } from './differentiate.ts';
import { grantedFeatures, grantedVerdict, requireCall, requireDomain, requireHead, requireReentry } from './granted.ts';
import { Judging, type HalfImages } from './judging.ts';
import { composeObjective } from './objective.ts';
import { Observed } from './observed.ts';

const domainsOf = (terms: readonly ActiveTerm[]): ReadonlySet<Domain> =>
  new Set(
    terms.flatMap(({ term }) => (term.declaration.on === 'both' ? (['real', 'fake'] as const) : [term.declaration.on])),
  );

const stepFor = (
  context: TrainingContext,
  judging: Judging,
  { term, plugin }: ActiveTerm,
  index: number,
  draw: number,
): DiscriminatorStep => {
  const { planned } = plugin;
  const { plan, random, logs, generator } = context;
  const judged = (domain: Domain) => {
    requireDomain(planned, term, domain);
    return { images: judging.imagesOf(domain), verdict: grantedVerdict(judging.verdict(domain), planned) };
  };
  const noise = () => random.stream(`plugin/${planned.id}/generator`).at(draw);
  return {
    index,
    progress: index / plan.steps,
    random: (stream) => random.stream(`plugin/${planned.id}/${stream}`).at(draw),
    log: (name, value) => logs.copy(`${planned.id}/${name}`, value),
    get real() {
      return judged('real');
    },
    get fake() {
      const { latents, styles, features } = judging.fake;
      return { ...judged('fake'), latents, styles, features: grantedFeatures(features, planned, 'generator') };
    },
    head: <Output>(head: { readonly name: string }, on: Domain) => {
      requireHead(planned, head.name);
      requireDomain(planned, term, on);
      return judging.head(head.name, on) as Output;
    },
    judge: (images) => {
      requireCall(planned, 'judge');
      return judging.judge(images);
    },
    generate: (latents) => {
      requireCall(planned, 'generate');
      return generator.synthesize(generator.map(latents, { draws: noise() }), { draws: noise() }).images;
    },
    resume: (from) => {
      requireReentry(planned, from.resolution);
      if (generator.resume === undefined)
        throw new Error(`${plan.family.name} describes a re-entry that it does not have`);
      return generator.resume(from, { draws: noise() });
    },
  };
};

/** Declared heads are evaluated before the term runs: see {@link Judging}. */
const prepareHeads = (judging: Judging, { term, plugin }: ActiveTerm): void => {
  const domains: readonly Domain[] = term.declaration.on === 'both' ? ['real', 'fake'] : [term.declaration.on];
  for (const head of plugin.planned.requirements.heads ?? [])
    for (const domain of domains) judging.head(head.name, domain);
};

const gather = (context: TrainingContext, needed: ReadonlySet<Domain>, draw: number, purpose: string): HalfImages => {
  const { plan, random, generator, batches } = context;
  const real = needed.has('real') ? batches.next(draw) : undefined;
  if (!needed.has('fake')) return { real };
  const latents = normalTensor(random.stream(`latents/${purpose}`).at(draw), [
    plan.batch,
    plan.model.latentSize,
  ]) as tf.Tensor2D;
  const draws = () => random.stream(`noise/${purpose}`).at(draw);
  const styles = generator.map(latents, { draws: random.stream(`mixing/${purpose}`).at(draw) });
  return { real, fake: { latents, ...generator.synthesize(styles, { draws: draws() }) } };
};

const pass = (context: TrainingContext, index: number, draw: number, phase: 'joint' | 'own'): void => {
  const { plan, logs, loss, trainable, optimizers, networks } = context;
  const joint = phase === 'joint';
  const terms = context.terms.filter(
    ({ term }) =>
      term.declaration.player === 'discriminator' &&
      (term.declaration.phase ?? 'joint') === phase &&
      isActive(term, index),
  );
  if (!joint && terms.length === 0) return;
  tf.tidy(() => {
    const needed = joint ? new Set<Domain>(['real', 'fake']) : domainsOf(terms);
    const images = gather(context, needed, draw, joint ? 'discriminator' : 'discriminator-own');
    const observed = new Observed();
    const differentiated = differentiate(trainable.discriminator, () => {
      const judging = new Judging({
        images,
        discriminator: context.discriminator,
        heads: context.heads,
        tools: context.tools,
        model: plan.model,
      });
      for (const domain of needed) judging.verdict(domain, joint && domain === 'real' ? observed : undefined);
      let adversarial: tf.Scalar | undefined;
      if (joint) {
        const [real, fake] = [judging.verdict('real').logits, judging.verdict('fake').logits];
        adversarial = tf.add(loss.real(real), loss.fake(fake));
        logs.add('loss/discriminator', adversarial);
        logs.add('score/real', real);
        logs.add('score/fake', fake);
      }
      for (const active of terms) prepareHeads(judging, active);
      const value = (active: ActiveTerm): unknown => {
        const evaluate = active.plugin.hooks.terms?.[active.term.name] as
          | ((step: DiscriminatorStep) => unknown)
          | undefined;
        return evaluate?.(stepFor(context, judging, active, index, draw));
      };
      return composeObjective(adversarial, terms, value, index, logs);
    });
    optimizers.discriminator.apply(
      trainable.discriminator,
      applyGradientHooks(context, 'discriminator', differentiated, index),
    );
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
