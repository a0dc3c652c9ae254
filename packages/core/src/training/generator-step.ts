import * as tf from '@tensorflow/tfjs-core';
import { lossWithoutParts } from '../errors/training.ts';
import type { Parameters } from '../models/types.ts';
import type { AdversarialRequest, Domain, GeneratorStep } from '../plugin/steps.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { gradientOf } from './differentiate.ts';
import { eitherStep } from './either-step.ts';
import { grantedFake, grantedJudged, requireCall, requireDomain } from './granted.ts';
import type { FakeDraws } from './half-images.ts';
import type { Judging } from './judging.ts';
import { penaltiesOn } from './penalties.ts';

/** The images of one generator's half: its own, and a second set made when a plugin declared it. */
export interface GeneratorBatches {
  readonly own: Judging;
  readonly another: (active: ActiveTerm) => Judging;
}

const halfOf = (logits: tf.Tensor2D, half: AdversarialRequest['half']): tf.Tensor2D => {
  if (half === undefined) return logits;
  const middle = Math.floor(logits.shape[0] / 2);
  return half === 'first' ? tf.slice2d(logits, [0, 0], [middle, -1]) : tf.slice2d(logits, [middle, 0], [-1, -1]);
};

/** What a term of the generator's objective is given. */
export const generatorStep = (
  context: TrainingContext,
  batches: GeneratorBatches,
  active: ActiveTerm,
  { index, fakes }: { readonly index: number; readonly fakes: FakeDraws },
): GeneratorStep => {
  const { term, plugin } = active;
  const { planned } = plugin;
  const { generator, loss, networks } = context;
  const batch = (which: AdversarialRequest['batch'], parameters: Parameters | undefined): Judging => {
    if (which === 'another') requireCall(planned, 'another-batch');
    const judging = which === 'another' ? batches.another(active) : batches.own;
    return parameters === undefined ? judging : judging.before(context.discriminatorAt(parameters));
  };
  const adversarial = ({ form, part = 'both', ...request }: AdversarialRequest = {}): tf.Scalar => {
    requireCall(planned, 'adversarial');
    const judging = batch(request.batch, request.parameters);
    const logits = (on: Domain): tf.Tensor2D => {
      requireDomain(planned, term, on);
      return halfOf(judging.adversarial(on).logits, request.half);
    };
    if (part === 'both') return loss.discriminator({ real: logits('real'), fake: logits('fake') }, form);
    if (loss.part === undefined) throw lossWithoutParts(planned.id, loss.name);
    return loss.part(part, logits(part), form);
  };
  const synthesize: GeneratorStep['synthesize'] = (latents) => {
    requireCall(planned, 'generate');
    return generator.synthesize(generator.map(latents, { draws: fakes.mixing() }), { draws: fakes.noise() });
  };
  return {
    ...eitherStep(context, batches.own, active, { index, draw: index }),
    get real() {
      return grantedJudged(batches.own, active, 'real');
    },
    get fake() {
      return grantedFake(batches.own, active);
    },
    synthesize,
    generate: (latents) => synthesize(latents).images,
    adversarial,
    penalties: (request) => {
      requireCall(planned, 'adversarial');
      for (const on of ['real', 'fake'] as const) requireDomain(planned, term, on);
      const judging = batch(request.batch, request.parameters);
      const constant = request.fakes === 'constant';
      return penaltiesOn(context, constant ? judging.withConstantFakes() : judging, { index, fakes });
    },
    discriminatorParameters: networks.discriminator.parameters,
    discriminatorGradient: (of, where = () => true) =>
      gradientOf(of, new Map([...networks.discriminator.parameters].filter(([path]) => where(path)))),
  };
};
