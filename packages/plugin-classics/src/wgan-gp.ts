import { definePlugin } from '@ganreg/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/**
 * WGAN-GP (Gulrajani et al., NeurIPS 2017, eq. 3): penalty = E (‖∇D(x̂)‖ − 1)² at x̂ = a·x + (1 − a)·g, a ~ U(0, 1) for each image.
 * Meant for the loss wgan, five discriminator steps a generator step and Adam (1e-4, β 0, 0.9).
 */
export const wganGp = definePlugin({
  name: 'wgan-gp',
  version: '0.1.0',
  about: 'Unit slope between reals and fakes',
  paper: {
    title: 'Improved Training of Wasserstein GANs',
    authors: 'Ishaan Gulrajani, Faruk Ahmed, Martin Arjovsky, Vincent Dumoulin, Aaron Courville',
    venue: 'NeurIPS 2017',
    url: 'https://arxiv.org/abs/1704.00028',
  },
  options: z.strictObject({}),
  terms: {
    penalty: { player: 'discriminator', on: 'both', weight: 10, kind: 'penalty', about: 'E(‖∇D(x̂)‖ − 1)²' },
  },
  requires: (_, model) => ({
    calls: ['judge'],
    gradientOrder: 2,
    independentSamples: true,
    batchCoupled: false,
    // a forward, its slope, and the gradient of both: with piecewise linear activations the forward has none of its own
    macsPerImage: 4 * model.macs.discriminator,
  }),
  setup: ({ tf, ops }) => ({
    terms: {
      penalty: ({ real, fake, judge, random }) => {
        const share = ops.uniformTensor(random('share'), [real.images.shape[0], 1, 1, 1]);
        const between: Tensor4D = tf.add(tf.mul(share, real.images), tf.mul(tf.sub(1, share), fake.images));
        const slopes = ops.inputGradient(judge(between).logits, between);
        // The root's own slope is infinite at 0.
        const lengths = tf.sqrt(tf.add(tf.sum(tf.square(slopes), [1, 2, 3]), 1e-12));
        return tf.mean(tf.square(tf.sub(lengths, 1)));
      },
    },
  }),
});
