import type { AdversarialRequest, GeneratorStep, Gradients, Setup } from '@ganreg/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { constant, length, product, type Tools } from './gradients.ts';
import type { Options } from './options.ts';

/** Which images one gradient is taken on. */
type Part = Pick<AdversarialRequest, 'batch' | 'half'>;

const parts: Readonly<Record<Options['estimator'], readonly [Part, Part?]>> = {
  biased: [{}],
  split: [{ half: 'first' }, { half: 'second' }],
  'two-batch': [{ batch: 'own' }, { batch: 'another' }],
};

/**
 * r(θ, φ) = ‖∇_φ L_adv(θ, φ)‖², or the product of two independent estimates of that gradient. Its gradient in the generator's
 * parameters θ is exact by double backprop, or a central difference along the gradient that needs first derivatives only:
 * ∇_θ r ≈ [∇_θ L(φ + e·v) − ∇_θ L(φ − e·v)] / e, v = ∇_φ L, e = stepSize/‖v‖.
 */
export const residual = (
  tools: Tools,
  options: Options,
  loss: Setup<unknown, unknown>['loss'],
): ((step: GeneratorStep) => Scalar) => {
  const { tf, ops } = tools;
  const form = options.hingeForR;
  const penalties =
    options.penaltyTerms === 'auto' ? (loss.name === 'wgan' ? 'constant' : 'exclude') : options.penaltyTerms;
  const pattern = options.parameters === undefined ? undefined : new RegExp(options.parameters, 'u');

  const slopes = (step: GeneratorStep, part: Part): Gradients => {
    const adversarial = step.adversarial({ form, ...part });
    const penalty =
      penalties === 'exclude'
        ? undefined
        : step.penalties({ fakes: penalties === 'full' ? 'differentiable' : 'constant', batch: part.batch });
    const loss = penalty === undefined ? adversarial : tf.add<Scalar>(adversarial, penalty);
    return step.discriminatorGradient(loss, (path) => pattern?.test(path) ?? true);
  };

  /** What of the loss depends on the generator, at other parameters of the discriminator. */
  const moved = (step: GeneratorStep, part: Part, along: Gradients, distance: Scalar): Scalar => {
    const parameters = new Map(
      [...along].flatMap(([path, direction]) => {
        const now = step.discriminatorParameters.get(path);
        return now === undefined ? [] : [[path, tf.add(now, tf.mul(distance, direction))] as const];
      }),
    );
    const adversarial = step.adversarial({ form, part: loss.parts ? 'fake' : 'both', parameters, ...part });
    const penalty =
      penalties === 'full' ? step.penalties({ fakes: 'differentiable', batch: part.batch, parameters }) : undefined;
    return penalty === undefined ? adversarial : tf.add(adversarial, penalty);
  };

  /** Its gradient in θ is that of the product of the part's slope with a constant direction. */
  const difference = (step: GeneratorStep, part: Part, along: Gradients): Scalar => {
    // A vanishing gradient moves nothing: the floor keeps 0/0 out.
    const distance = tf.div<Scalar>(options.stepSize, tf.maximum(length(tools, along), 1e-12));
    const [ahead, behind] = [moved(step, part, along, distance), moved(step, part, along, tf.neg(distance))];
    return tf.div(tf.sub(ahead, behind), tf.mul(2, distance));
  };

  return (step) => {
    const [first, second] = parts[options.estimator];
    const one = slopes(step, first);
    const other = second === undefined ? one : slopes(step, second);
    if (options.differentiation === 'double-backprop') return product(tools, one, other);
    const [fixed, fixedOther] = [constant(tools, one), constant(tools, other)];
    const surrogate =
      second === undefined
        ? tf.mul<Scalar>(2, difference(step, first, fixed))
        : tf.add<Scalar>(difference(step, first, fixedOther), difference(step, second, fixed));
    // The value of r with the gradient of the surrogate.
    return tf.add(product(tools, fixed, fixedOther), tf.sub(surrogate, ops.stopGradient(surrogate)));
  };
};
