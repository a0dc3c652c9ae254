import * as tf from '@tensorflow/tfjs-core';
import { normalTensor } from '@ganreg/numerics';
import { isActive } from '../plan/types.ts';
import type { AdversarialRequest, Domain, GeneratorStep } from '../plugin/types.ts';
import { applyGradientHooks } from './apply-hooks.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { differentiate } from './differentiate.ts';
import { grantedFeatures, grantedVerdict, requireCall, requireDomain } from './granted.ts';
import { Judging } from './judging.ts';
import { composeObjective } from './objective.ts';
import { Observed } from './observed.ts';

const stepFor = (
  context: TrainingContext,
  judging: Judging,
  { term, plugin }: ActiveTerm,
  index: number,
): GeneratorStep => {
  const { planned } = plugin;
  const { plan, random, logs, generator, loss, networks } = context;
  const judged = (domain: Domain) => {
    requireDomain(planned, term, domain);
    return { images: judging.imagesOf(domain), verdict: grantedVerdict(judging.verdict(domain), planned) };
  };
  const adversarial = ({ form = 'as-loss', part = 'both' }: AdversarialRequest = {}): tf.Scalar => {
    requireCall(planned, 'adversarial');
    const parts = form === 'as-loss' ? loss : loss.untruncated;
    if (part !== 'real') requireDomain(planned, term, 'fake');
    if (part !== 'fake') requireDomain(planned, term, 'real');
    if (part === 'real') return parts.real(judging.verdict('real').logits);
    if (part === 'fake') return parts.fake(judging.verdict('fake').logits);
    return tf.add(parts.real(judging.verdict('real').logits), parts.fake(judging.verdict('fake').logits));
  };
  const draws = () => random.stream(`plugin/${planned.id}/generator`).at(index);
  return {
    index,
    progress: index / plan.steps,
    random: (stream) => random.stream(`plugin/${planned.id}/${stream}`).at(index),
    log: (name, value) => logs.copy(`${planned.id}/${name}`, value),
    get real() {
      return judged('real');
    },
    get fake() {
      const { latents, styles, features } = judging.fake;
      return { ...judged('fake'), latents, styles, features: grantedFeatures(features, planned, 'generator') };
    },
    judge: (images) => {
      requireCall(planned, 'judge');
      return judging.judge(images);
    },
    generate: (latents) => {
      requireCall(planned, 'generate');
      return generator.synthesize(generator.map(latents, { draws: draws() }), { draws: draws() }).images;
    },
    adversarial,
    discriminatorParameters: networks.discriminator.parameters,
  };
};

const pass = (context: TrainingContext, index: number, phase: 'joint' | 'own'): void => {
  const { plan, logs, loss, random, generator, trainable, optimizers, networks } = context;
  const joint = phase === 'joint';
  const terms = context.terms.filter(
    ({ term }) =>
      term.declaration.player === 'generator' && (term.declaration.phase ?? 'joint') === phase && isActive(term, index),
  );
  if (!joint && terms.length === 0) return;
  const purpose = joint ? 'generator' : 'generator-own';
  tf.tidy(() => {
    const wantsReal = terms.some(({ term }) => term.declaration.on !== 'fake');
    const real = wantsReal ? context.batches.independent(random.stream('data/generator').at(index)) : undefined;
    const latents = normalTensor(random.stream(`latents/${purpose}`).at(index), [
      plan.batch,
      plan.model.latentSize,
    ]) as tf.Tensor2D;
    const observed = new Observed();
    const differentiated = differentiate(trainable.generator, () => {
      const styles = generator.map(latents, {
        draws: random.stream(`mixing/${purpose}`).at(index),
        observe: joint ? observed : undefined,
      });
      const generated = generator.synthesize(styles, {
        draws: random.stream(`noise/${purpose}`).at(index),
        observe: joint ? observed : undefined,
      });
      const judging = new Judging({
        images: { real, fake: { latents, ...generated } },
        discriminator: context.discriminator,
        heads: context.heads,
        tools: context.tools,
        model: plan.model,
      });
      judging.verdict('fake');
      if (wantsReal) judging.verdict('real');
      let adversarial: tf.Scalar | undefined;
      if (joint) {
        adversarial = loss.generator(judging.verdict('fake').logits);
        logs.add('loss/generator', adversarial);
      }
      const value = (active: ActiveTerm): unknown => {
        const evaluate = active.plugin.hooks.terms?.[active.term.name] as
          | ((step: GeneratorStep) => unknown)
          | undefined;
        return evaluate?.(stepFor(context, judging, active, index));
      };
      return composeObjective(adversarial, terms, value, index, logs);
    });
    optimizers.generator.apply(trainable.generator, applyGradientHooks(context, 'generator', differentiated, index));
    differentiated.release();
    observed.commit(networks.generator.buffers);
  });
};

/** The generator learns: one gradient of its adversarial loss and every active joint term, then the terms of `phase: own`. */
export const generatorHalf = (context: TrainingContext, index: number): void => {
  pass(context, index, 'joint');
  pass(context, index, 'own');
};
