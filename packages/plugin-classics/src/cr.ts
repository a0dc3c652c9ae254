import { definePlugin } from '@ganreg/core';
import { z } from 'zod';
import { flippedAndShifted, scoreDifference } from './consistency.ts';

/** Consistency regularization (Zhang et al., ICLR 2020, eq. 3): real = E (s(x) − s(T(x)))², T flips and shifts. */
export const cr = definePlugin({
  name: 'cr',
  version: '0.1.0',
  about: 'Reals score the same when they are flipped and shifted',
  paper: {
    title: 'Consistency Regularization for Generative Adversarial Networks',
    authors: 'Han Zhang, Zizhao Zhang, Augustus Odena, Honglak Lee',
    venue: 'ICLR 2020',
    url: 'https://arxiv.org/abs/1910.12027',
  },
  options: z.strictObject({}),
  terms: { real: { player: 'discriminator', on: 'real', weight: 10, about: 'E(s(x) − s(T(x)))²' } },
  requires: (_, model) => ({ calls: ['judge'], batchCoupled: false, macsPerImage: 3 * model.macs.discriminator }),
  setup: ({ tf, ops }) => ({
    terms: {
      real: ({ real, judge, random }) => {
        const moved = flippedAndShifted({ tf, ops }, real.images, random('real'));
        return scoreDifference({ tf }, real.verdict.logits, judge(moved).logits);
      },
    },
  }),
});
