import { definePlugin } from '@ganreg/core';
import { z } from 'zod';

/** What a user may set under `with:`. Closed: anything else is an error that names the option. */
const options = z.strictObject({
  target: z.number().default(0).describe('The score that reals are drawn to'),
});

/** My method (Authors, Venue Year, eq. 1): scores = E_x (s(x) − target)² over reals. */
export default definePlugin({
  name: 'my-method',
  version: '0.1.0',
  about: 'Draws the scores of reals to a target',
  paper: {
    title: 'Title of the paper',
    authors: 'Authors',
    venue: 'Venue Year',
    url: 'https://arxiv.org/abs/0000.00000',
  },
  options,
  terms: {
    scores: { player: 'discriminator', on: 'real', weight: 1, about: 'E(s(x) − target)²' },
  },
  // What it needs beside images and scores: taps, heads, re-entry, calls, gradientOrder, macsPerImage.
  requires: () => ({}),
  setup: ({ tf, options: { target } }) => ({
    terms: {
      scores: ({ real }) => tf.mean(tf.square(tf.sub(real.verdict.logits, target))),
    },
  }),
});
