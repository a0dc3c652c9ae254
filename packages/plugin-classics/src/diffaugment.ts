import { definePlugin, GanregError, type Augmented, type StepDraws } from '@ganreg/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { cover, shift } from './moving.ts';
import type { Tools } from './resample.ts';

const policies = ['color', 'translation', 'cutout'] as const;

const options = z.strictObject({
  policy: z
    .array(z.enum(policies))
    .min(1)
    .default([...policies])
    .describe('Applied in the order color, translation, cutout'),
  translation: z.number().min(0).max(1).default(0.125).describe('Largest shift, as a share of the side'),
  cutout: z.number().min(0).max(1).default(0.5).describe('Side of the covered square, as a share of the side'),
});

/** Brightness, saturation and contrast, one draw for each image (Zhao et al. 2020, appendix C). */
const recolour = ({ tf, ops }: Tools, images: Tensor4D, draws: StepDraws): Tensor4D => {
  const each = (): Tensor4D => ops.uniformTensor(draws, [images.shape[0], 1, 1, 1]);
  const stretch = (x: Tensor4D, axes: number[], factor: Tensor4D): Tensor4D => {
    const mean = tf.mean<Tensor4D>(x, axes, true);
    return tf.add(tf.mul(tf.sub(x, mean), factor), mean);
  };
  const brighter = tf.add<Tensor4D>(images, tf.sub(each(), 0.5));
  const saturated = stretch(brighter, [3], tf.mul(each(), 2));
  return stretch(saturated, [1, 2, 3], tf.add(each(), 0.5));
};

/**
 * DiffAugment (Zhao et al., NeurIPS 2020): every image that either player shows to the discriminator is recoloured, shifted and
 * partly covered at random, differentiably. It has no loss of its own.
 */
export const diffaugment = definePlugin({
  name: 'diffaugment',
  version: '0.1.0',
  about: 'Differentiable augmentation of reals and fakes in both halves',
  paper: {
    title: 'Differentiable Augmentation for Data-Efficient GAN Training',
    authors: 'Shengyu Zhao, Zhijian Liu, Ji Lin, Jun-Yan Zhu, Song Han',
    venue: 'NeurIPS 2020',
    url: 'https://arxiv.org/abs/2006.10738',
  },
  options,
  terms: {},
  requires: ({ policy }, { resolution, channels }) => {
    if (resolution === 1)
      throw new GanregError('PLAN_UNSUPPORTED', 'diffaugment changes images, and these are points in the plane.', {
        path: 'use',
        fix: 'leave it out, or train on images',
      });
    // two matrix products for each of four: reals, fakes of either player, and their gradient in the generator's half
    return { batchCoupled: false, macsPerImage: policy.includes('translation') ? 8 * resolution ** 3 * channels : 0 };
  },
  setup: ({ tf, ops, options: given }) => {
    const tools = { tf, ops };
    const has = (policy: (typeof policies)[number]): boolean => given.policy.includes(policy);
    return {
      augment: (images, { random }): Augmented => {
        const side = images.shape[1];
        const coloured = has('color') ? recolour(tools, images, random('color')) : images;
        const steps = [
          ...(has('translation')
            ? [shift(tools, images.shape[0], side, given.translation, random('translation'))]
            : []),
          ...(has('cutout') ? [cover(tools, images.shape[0], side, given.cutout, random('cutout'))] : []),
        ];
        if (steps.length === 0) return { images: coloured };
        const geometry = (maps: Tensor4D): Tensor4D => steps.reduce((moved, step) => step(moved), maps);
        return { images: geometry(coloured), geometry };
      },
    };
  },
});
