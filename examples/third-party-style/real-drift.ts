import { definePlugin } from '@ganreg/core';
import { z } from 'zod';

/** Drift penalty (Karras et al., ICLR 2018, appendix A.1): E s(x)² keeps the scores of reals near zero. */
export default definePlugin({
  name: 'drift',
  version: '1.0.0',
  about: 'Keeps realness scores from drifting away from zero',
  paper: {
    title: 'Progressive Growing of GANs',
    authors: 'Tero Karras, Timo Aila, Samuli Laine, Jaakko Lehtinen',
    venue: 'ICLR 2018',
    url: 'https://arxiv.org/abs/1710.10196',
  },
  options: z.strictObject({ target: z.number().default(0).describe('The score to stay near') }),
  terms: { scores: { player: 'discriminator', on: 'real', weight: 0.001 } },
  setup: ({ tf, options: { target } }) => ({
    terms: {
      scores: ({ real }) => tf.mean(tf.square(tf.sub(real.verdict.logits, target))),
    },
  }),
});
