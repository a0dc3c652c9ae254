import { definePlugin, GanregError, type ModelDescription } from '@ganreg/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const options = z.strictObject({
  resolution: z
    .int()
    .positive()
    .optional()
    .describe('Side of the discriminator’s feature map f; its smallest by default'),
  over: z
    .enum(['batch', 'batch-and-places'])
    .default('batch')
    .describe('Whether the mean of f keeps its places, as published, or not'),
});
type Options = z.output<typeof options>;

const sideOf = ({ resolution }: Options, { discriminator }: ModelDescription): number => {
  const sides = [...discriminator.taps.keys()];
  const side = resolution ?? Math.min(...sides);
  if (sides.includes(side)) return side;
  throw new GanregError('PLAN_MISSING_TAP', `the discriminator has no features of side ${side}.`, {
    path: 'with.resolution',
    fix: `give one of ${sides.join(', ')}`,
  });
};

/** Feature matching (Salimans et al., NeurIPS 2016, §3.1): features = ‖E_x f(x) − E_z f(G(z))‖², a term of the generator. */
export default definePlugin({
  name: 'feature-matching',
  version: '0.1.0',
  about: 'Fakes have the mean discriminator features of reals',
  paper: {
    title: 'Improved Techniques for Training GANs',
    authors: 'Tim Salimans, Ian Goodfellow, Wojciech Zaremba, Vicki Cheung, Alec Radford, Xi Chen',
    venue: 'NeurIPS 2016',
    url: 'https://arxiv.org/abs/1606.03498',
  },
  options,
  terms: {
    features: { player: 'generator', on: 'both', weight: 0.1, about: '‖E f(x) − E f(G(z))‖²' },
  },
  requires: (given, model) => ({
    taps: [{ of: 'discriminator', at: sideOf(given, model) }],
    // Reals are judged once more in the generator's half; nothing flows back through them.
    macsPerImage: model.macs.discriminator,
  }),
  setup: ({ tf, ops, options: given, model }) => {
    const side = sideOf(given, model);
    const mean = (maps: Tensor4D): Tensor => tf.mean(maps, given.over === 'batch' ? 0 : [0, 1, 2]);
    return {
      terms: {
        features: ({ real, fake, log }) => {
          const target = ops.stopGradient(mean(real.verdict.features.at(side)));
          const difference = tf.sub(mean(fake.verdict.features.at(side)), target);
          log('largest', tf.max(tf.abs(difference)));
          return tf.sum(tf.square(difference));
        },
      },
    };
  },
});
