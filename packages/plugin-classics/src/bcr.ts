import { definePlugin, type DiscriminatorStep, type Domain } from '@ganreg/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { flippedAndShifted, scoreDifference } from './consistency.ts';

/**
 * Balanced consistency regularization (Zhao et al., AAAI 2021, §3.1): real = E (s(x) − s(T(x)))², fake = E (s(g) − s(T(g)))², T
 * flips and shifts. The changed images do not enter the adversarial loss.
 */
export const bcr = definePlugin({
  name: 'bcr',
  version: '0.1.0',
  about: 'Reals and fakes score the same when they are flipped and shifted',
  paper: {
    title: 'Improved Consistency Regularization for GANs',
    authors: 'Zhengli Zhao, Sameer Singh, Honglak Lee, Zizhao Zhang, Augustus Odena, Han Zhang',
    venue: 'AAAI 2021',
    url: 'https://arxiv.org/abs/2002.04724',
  },
  options: z.strictObject({}),
  terms: {
    real: { player: 'discriminator', on: 'real', weight: 10, about: 'E(s(x) − s(T(x)))²' },
    fake: { player: 'discriminator', on: 'fake', weight: 10, about: 'E(s(g) − s(T(g)))²' },
  },
  requires: (_, model) => ({ calls: ['judge'], batchCoupled: false, macsPerImage: 6 * model.macs.discriminator }),
  setup: ({ tf, ops }) => {
    const difference = (step: DiscriminatorStep, on: Domain): Scalar => {
      const { images, verdict } = step[on];
      const moved = flippedAndShifted({ tf, ops }, images, step.random(on));
      return scoreDifference({ tf }, verdict.logits, step.judge(moved).logits);
    };
    return { terms: { real: (step) => difference(step, 'real'), fake: (step) => difference(step, 'fake') } };
  },
});
