import { definePlugin, GanregError } from '@ganreg/core';
import { balance } from './balance.ts';
import { options } from './options.ts';
import { residual } from './residual.ts';

/**
 * AdvAs (Munk, Harvey & Wood, 2020): the generator also minimises how far the discriminator is from its optimum,
 * r = ‖∇_φ L_adv(θ, φ)‖², which is 0 where the discriminator is optimal. Only the generator's objective changes.
 */
export default definePlugin({
  name: 'advas',
  version: '0.1.0',
  about: 'The generator keeps the discriminator near its optimum',
  paper: {
    title: 'Assisting the Adversary to Improve GAN Training',
    authors: 'Andreas Munk, William Harvey, Frank Wood',
    venue: 'IJCNN 2021',
    url: 'https://arxiv.org/abs/2010.01274',
  },
  options,
  place: 'last',
  terms: ({ lambda }) => ({
    r: {
      player: 'generator',
      on: 'both',
      weight: lambda === 'fixed' ? 0.01 : 1,
      gradient: 'separate',
      gain: lambda === 'fixed' ? 'compensate' : 'none',
      about: '‖∇_φ L_adv‖², minimised by the generator alone',
    },
  }),
  requires: ({ parameters, estimator, differentiation }, { discriminator, macs }) => {
    const paths = Object.keys(discriminator.parameters);
    if (parameters !== undefined && !paths.some((path) => new RegExp(parameters, 'u').test(path)))
      throw new GanregError('PLAN_UNSUPPORTED', `no parameter of the discriminator matches ${parameters}.`, {
        path: 'with.parameters',
        fix: `its parameters: ${paths.join(', ')}`,
      });
    const batches = estimator === 'two-batch' ? 2 : 1;
    return {
      calls: ['adversarial', ...(estimator === 'two-batch' ? (['another-batch'] as const) : [])],
      batchCoupled: 'the norm of the gradient of a batch is no mean over its images',
      gradientOrder: differentiation === 'double-backprop' ? 2 : 1,
      leastBatch: estimator === 'split' ? 2 : 1,
      macsPerImage: batches * (2 * macs.generator + 9 * macs.discriminator),
    };
  },
  setup: ({ tf, ops, id, options: given, loss }) => {
    const tools = { tf, ops };
    const total = balance(tools, given);
    return {
      terms: { r: residual(tools, given, loss) },
      generatorGradients: (gradients, separate, step) => {
        const own = separate[`${id}/r`];
        return own === undefined ? gradients : total(gradients, own, step);
      },
    };
  },
});
