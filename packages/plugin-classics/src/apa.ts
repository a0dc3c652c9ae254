import { definePlugin } from '@ganreg/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { AdaptiveProbability, adaptiveOptions } from './adaptive-probability.ts';

/**
 * Adaptive pseudo augmentation (Jiang et al., NeurIPS 2021, §3): with probability p a real is replaced by a fake of the generator's
 * latest step. p follows how sure the discriminator is of its reals. It has no loss of its own.
 */
export const apa = definePlugin({
  name: 'apa',
  version: '0.1.0',
  about: 'Fakes are shown as reals when the discriminator grows too sure',
  paper: {
    title: 'Deceive D: Adaptive Pseudo Augmentation for GAN Training with Limited Data',
    authors: 'Liming Jiang, Bo Dai, Wayne Wu, Chen Change Loy',
    venue: 'NeurIPS 2021',
    url: 'https://arxiv.org/abs/2111.06849',
  },
  options: z.strictObject(adaptiveOptions),
  terms: {},
  requires: () => ({ batchCoupled: 'its probability moves with the scores of whole batches' }),
  setup: ({ tf, ops, options, batch }) => {
    const probability = new AdaptiveProbability({ tf, ops }, { ...options, batch });
    let latest: Tensor4D | undefined;
    const remember = (fakes: Tensor4D): void => {
      const kept = tf.keep(fakes);
      latest?.dispose();
      latest = kept;
    };
    return {
      reals: (images, { random }) => {
        if (latest === undefined) return images;
        const draws = ops.uniformTensor(random('replaced'), [images.shape[0], 1, 1, 1]);
        const replaced = tf.cast(tf.less(draws, probability.value), 'float32');
        return tf.add(tf.mul(replaced, latest), tf.mul(tf.sub(1, replaced), images));
      },
      judged: ({ player, real, fake, log }) => {
        if (player === 'generator') {
          remember(ops.stopGradient(fake.original));
          return;
        }
        if (real === undefined) return;
        probability.observe(real.verdict.logits);
        log('probability', probability.value);
      },
      state: {
        save: () => {
          const { tensors, values } = probability.save();
          return { tensors: { ...tensors, ...(latest === undefined ? {} : { latest }) }, values };
        },
        restore: (saved) => {
          probability.restore(saved);
          if (saved.tensors?.latest !== undefined) remember(tf.clone(saved.tensors.latest as Tensor4D));
        },
      },
      dispose: () => {
        probability.dispose();
        latest?.dispose();
      },
    };
  },
});
