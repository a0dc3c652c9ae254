import { definePlugin } from '@ganreg/core';
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

const options = z.strictObject({
  phase: z.enum(['joint', 'own']).default('own').describe('own: an optimizer step of its own, as published'),
  batchShrink: z.int().positive().default(2).describe('Share of the batch that it is computed on: 1 / this'),
  decay: z.number().positive().max(1).default(0.01).describe('How far the running mean moves to each new one'),
});

/**
 * Path length regularization (Karras et al., CVPR 2020, §3.2, eq. 4): penalty = E (‖J_wᵀ y‖ − a)², where y are images of unit
 * normal noise divided by their side, ‖·‖ is the root mean square over style slots of the length in each, and a is the running
 * mean of the lengths, from 0. On latents of its own, every 4 steps with the gain compensated.
 */
export const pathLength = definePlugin({
  name: 'path-length',
  version: '0.1.0',
  about: 'Equal steps in style move the image equally far',
  paper: {
    title: 'Analyzing and Improving the Image Quality of StyleGAN',
    authors: 'Tero Karras, Samuli Laine, Miika Aittala, Janne Hellsten, Jaakko Lehtinen, Timo Aila',
    venue: 'CVPR 2020',
    url: 'https://arxiv.org/abs/1912.04958',
  },
  options,
  terms: ({ phase }) => ({
    penalty: { player: 'generator', on: 'none', weight: 2, every: 4, phase, about: 'E(‖J_wᵀy‖ − running mean)²' },
  }),
  requires: ({ batchShrink }, model) => ({
    gradientOrder: 2,
    batchCoupled: 'its running mean moves with the mean length of a batch',
    calls: ['generate'],
    macsPerImage: (6 * model.macs.generator) / batchShrink,
  }),
  setup: ({ tf, ops, options: { batchShrink, decay }, model, batch }) => {
    const mean = tf.tidy(() => tf.variable(tf.scalar(0), false));
    const count = Math.max(1, Math.floor(batch / batchShrink));
    return {
      terms: {
        penalty: ({ random, synthesize, log }) => {
          const latents = ops.normalTensor<tf.Rank.R2>(random('latents'), [count, model.latentSize]);
          const { images, styles } = synthesize(latents);
          const noise = tf.div(ops.normalTensor<tf.Rank.R4>(random('noise'), images.shape), model.resolution);
          const slopes = ops.inputGradient(tf.sum<tf.Scalar>(tf.mul(images, noise)), styles);
          const squares = tf.sum(tf.square(slopes), -1);
          const lengths = tf.sqrt(squares.rank === 1 ? squares : tf.mean(squares, 1));
          const moved = tf.add<tf.Scalar>(tf.mul(mean, 1 - decay), tf.mul(tf.mean(lengths), decay));
          mean.assign(ops.stopGradient(moved));
          log('length', tf.mean<tf.Scalar>(lengths));
          return tf.mean<tf.Scalar>(tf.square(tf.sub(lengths, moved)));
        },
      },
      state: {
        save: () => ({ tensors: { mean } }),
        restore: ({ tensors }) => {
          if (tensors?.mean !== undefined) mean.assign(tensors.mean as tf.Scalar);
        },
      },
      dispose: () => mean.dispose(),
    };
  },
});
