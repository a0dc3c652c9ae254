import { definePlugin, GanregError, type ModelDescription } from '@ganreg/core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const options = z.strictObject({
  resolution: z.int().positive().optional().describe('Side of the discriminator’s features; the smallest by default'),
  spread: z.number().positive().default(0.3).describe('Standard deviation of the bump, as a share of the side'),
  tolerance: z.number().min(0).max(1).default(0.25).describe('Smaller errors count as none'),
});

type Options = z.output<typeof options>;

const side = ({ resolution }: Options, { discriminator }: Pick<ModelDescription, 'discriminator'>): number =>
  resolution ?? Math.min(...discriminator.taps.keys());

/** The slope back to the features: one layer behind the smallest map, at most the whole discriminator otherwise. */
const slopeMacs = (given: Options, { discriminator, macs }: ModelDescription): number => {
  const at = side(given, { discriminator });
  const behind = 2 * at ** 2 * (discriminator.taps.get(at) ?? 0);
  return at === Math.min(...discriminator.taps.keys()) ? behind : 2 * macs.discriminator;
};

/**
 * Attention alignment after EqGAN-SA (Wang et al., CVPR 2022): two latents say where the generator shall put what matters, and the
 * discriminator must look there. alignment = E over images and places of relu(|A − H| − tolerance), with
 * H a Gaussian bump around c = clip(0.33·(z₁, z₂), ±0.75) and A the discriminator's GradCAM of its real/fake loss, scaled to [0, 1].
 * The paper's heatmap layers in the generator are left out: here the generator reads the place from its latents.
 */
export default definePlugin({
  name: 'attention',
  version: '1.0.0',
  about: 'The discriminator looks where two latents say',
  paper: {
    title: 'Improving GAN Equilibrium by Raising Spatial Awareness',
    authors: 'Jianyuan Wang, Ceyuan Yang, Yinghao Xu, Yujun Shen, Hongdong Li, Bolei Zhou',
    venue: 'CVPR 2022',
    url: 'https://arxiv.org/abs/2112.00718',
  },
  options,
  terms: { alignment: { player: 'generator', on: 'fake', weight: 1, about: 'E relu(|A − H| − tolerance)' } },
  requires: (given, model) => {
    if (model.resolution === 1 || model.latentSize < 2)
      throw new GanregError('PLAN_UNSUPPORTED', 'attention needs images to look at and two latents that say where.', {
        path: 'model',
        fix: 'choose a family of images, with latentSize of 2 or more',
      });
    return {
      taps: [{ of: 'discriminator', at: side(given, model) }],
      gradientOrder: 2,
      macsPerImage: slopeMacs(given, model),
    };
  },
  setup: ({ tf, ops, model, options: given }) => {
    const { spread, tolerance } = given;
    const resolution = side(given, model);
    const places = tf.linspace(-1, 1, resolution);
    /** `[B, 1]` → `[B, resolution]`: the bump along one side. */
    const bump = (centre: Tensor2D): Tensor2D =>
      tf.exp(tf.div(tf.square(tf.sub(tf.reshape(places, [1, -1]), centre)), -2 * (2 * spread) ** 2));
    const heatmap = (latents: Tensor2D): Tensor4D => {
      const centres = tf.clipByValue(tf.mul(tf.slice2d(latents, [0, 0], [-1, 2]), 0.33), -0.75, 0.75);
      const [x, y] = tf.split(centres, 2, 1) as [Tensor2D, Tensor2D];
      return tf.reshape(tf.mul(tf.expandDims(bump(y), 2), tf.expandDims(bump(x), 1)), [-1, resolution, resolution, 1]);
    };
    /** GradCAM (Selvaraju et al., ICCV 2017): Σ_c relu(a_c A_c) scaled to [0, 1], a_c the mean slope in channel c, a constant. */
    const attention = (features: Tensor4D, logits: Tensor2D): Tensor4D => {
      const slopes = ops.inputGradient(tf.sum(tf.neg(tf.softplus(tf.neg(logits)))), features);
      const importance = ops.stopGradient(tf.mean(slopes, [1, 2], true));
      const seen = tf.sum(tf.relu(tf.mul(features, importance)), 3, true) as Tensor4D;
      const [least, most] = [
        ops.stopGradient(tf.min(seen, [1, 2, 3], true)),
        ops.stopGradient(tf.max(seen, [1, 2, 3], true)),
      ];
      return tf.div(tf.sub(seen, least), tf.add(tf.sub(most, least), 1e-6));
    };
    return {
      terms: {
        alignment: ({ fake: { latents, verdict }, log }) => {
          const errors = tf.abs(tf.sub(attention(verdict.features.at(resolution), verdict.logits), heatmap(latents)));
          log('error', tf.mean(errors));
          return tf.mean(tf.relu(tf.sub(errors, tolerance)));
        },
      },
      dispose: () => places.dispose(),
    };
  },
});
