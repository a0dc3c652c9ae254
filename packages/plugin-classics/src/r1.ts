import { definePlugin } from '@ganreg/core';
import { z } from 'zod';

const options = z.strictObject({
  phase: z.enum(['joint', 'own']).default('joint').describe('own: an optimizer step of its own, as in StyleGAN2'),
  logits: z
    .enum(['clean', 'mixed'])
    .default('clean')
    .describe('mixed: of the logits that the adversarial loss sees, where a plugin such as adaptivemix replaces them'),
});

/**
 * R1 (Mescheder et al., ICML 2018, eq. 9): penalty = ½ · E_x ‖∇ₓ D(x)‖² over reals, so that the weight is the papers' γ.
 * `every: 16` is the lazy form of StyleGAN2 (Karras et al. 2020, §3.1); its gain is compensated.
 */
export const r1 = definePlugin({
  name: 'r1',
  version: '0.1.0',
  about: 'Zero-centred gradient penalty on reals',
  paper: {
    title: 'Which Training Methods for GANs do actually Converge?',
    authors: 'Lars Mescheder, Andreas Geiger, Sebastian Nowozin',
    venue: 'ICML 2018',
    url: 'https://arxiv.org/abs/1801.04406',
  },
  options,
  terms: ({ phase }) => ({
    penalty: {
      player: 'discriminator',
      on: 'real',
      weight: 1,
      every: 16,
      phase,
      kind: 'penalty',
      about: '½ E‖∇ₓD(x)‖²',
    },
  }),
  requires: ({ logits }, model) => ({
    ...(logits === 'mixed' ? { calls: ['adversarial'] } : {}),
    gradientOrder: 2,
    independentSamples: true,
    batchCoupled: false,
    macsPerImage: 3 * model.macs.discriminator,
  }),
  setup: ({ tf, ops, options: { logits } }) => ({
    terms: {
      penalty: ({ real }) => {
        const scores = logits === 'mixed' ? real.adversarialLogits : real.verdict.logits;
        const slopes = ops.inputGradient(scores, real.original);
        return tf.mul(0.5, tf.mean(tf.sum(tf.square(slopes), [1, 2, 3])));
      },
    },
  }),
});
