import { definePlugin } from '@ganreg/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { scoreDifference } from './consistency.ts';

const options = z.strictObject({
  sigma: z.number().positive().default(0.05).describe('Standard deviation of the change of the latents'),
});

/**
 * Latent consistency regularization (Zhao et al., AAAI 2021, §3.2) with z′ = z + sigma·N(0, 1):
 * discriminator = E (s(G(z)) − s(G(z′)))², generator = −E (G(z) − G(z′))² over pixels, on images before augmentation.
 */
export const zcr = definePlugin({
  name: 'zcr',
  version: '0.1.0',
  about: 'Near latents score the same, and make different images',
  paper: {
    title: 'Improved Consistency Regularization for GANs',
    authors: 'Zhengli Zhao, Sameer Singh, Honglak Lee, Zizhao Zhang, Augustus Odena, Han Zhang',
    venue: 'AAAI 2021',
    url: 'https://arxiv.org/abs/2002.04724',
  },
  options,
  terms: {
    discriminator: { player: 'discriminator', on: 'fake', weight: 20, about: 'E(s(G(z)) − s(G(z′)))²' },
    generator: { player: 'generator', on: 'fake', weight: 0.5, about: '−E(G(z) − G(z′))²' },
  },
  requires: (_, { macs }) => ({
    calls: ['judge', 'generate'],
    batchCoupled: false,
    macsPerImage: 4 * macs.generator + 3 * macs.discriminator,
  }),
  setup: ({ tf, ops, options: { sigma } }) => {
    const near = (latents: Tensor2D, draws: Parameters<typeof ops.normalTensor>[0]): Tensor2D =>
      tf.add(latents, tf.mul(ops.normalTensor(draws, latents.shape), sigma));
    return {
      terms: {
        discriminator: ({ fake, generate, judge, random }) => {
          const others = generate(near(fake.latents, random('discriminator')));
          return scoreDifference({ tf }, judge(fake.original).logits, judge(others).logits);
        },
        generator: ({ fake, generate, random }) => {
          const others = generate(near(fake.latents, random('generator')));
          return tf.neg(tf.mean(tf.square(tf.sub(fake.original, others))));
        },
      },
    };
  },
});
