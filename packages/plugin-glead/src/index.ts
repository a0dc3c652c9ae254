import { definePlugin, Perceptual, type DiscriminatorStep, type Domain } from '@ganreg/core';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import { headsOf } from './heads.ts';
import { options } from './options.ts';

/**
 * GLeaD (Bai et al., CVPR 2023, eq. 4–6): heads h on the discriminator give the frozen generator what it needs to redraw the
 * discriminator's input from half-way on, x′ = G_tail(h(D_enc(x))); real = Per(x, x′) on reals, fake = Per(G(z), x′) on fakes.
 * reg = Per(x, x′) once more, in the optimizer step of the lazy R1 term, is what the published code does beside the paper.
 */
export default definePlugin({
  name: 'glead',
  version: '0.1.0',
  about: 'The frozen generator redraws the discriminator’s input from its features',
  paper: {
    title: 'GLeaD: Improving GANs with A Generator-Leading Task',
    authors: 'Qingyan Bai, Ceyuan Yang, Yinghao Xu, Xihui Liu, Yujiu Yang, Yujun Shen',
    venue: 'CVPR 2023',
    url: 'https://arxiv.org/abs/2212.03752',
  },
  options,
  terms: {
    real: { player: 'discriminator', on: 'real', weight: 10, about: 'perceptual distance of reals to their redrawing' },
    fake: { player: 'discriminator', on: 'fake', weight: 3, about: 'perceptual distance of fakes to their redrawing' },
    reg: {
      player: 'discriminator',
      on: 'real',
      weight: 10,
      every: 16,
      phase: 'own',
      about: 'real, in the lazy R1 step',
    },
  },
  inject: { perceptual: Perceptual },
  requires: (given, model) => {
    const { resolution, features, image, style } = headsOf(given, model);
    const heads = [features, image, style].filter((head) => head !== undefined);
    const own = new Map(heads.flatMap((head) => [head, ...head.uses]).map((head) => [head.name, head.macs(model)]));
    const forward = [...own.values()].reduce((sum, macs) => sum + macs, 0);
    const macs = 3 * forward + 2 * model.macs.resume(resolution);
    return {
      heads,
      reentry: resolution,
      batchCoupled: false,
      macsPerImage: { real: macs, fake: macs, reg: macs },
      terms: ['real', 'fake', ...(given.reconInRegStep ? ['reg'] : [])],
    };
  },
  setup: ({ tf, options: given, model, services: { perceptual } }) => {
    const { resolution, features, image, style } = headsOf(given, model);
    const redrawn = (step: DiscriminatorStep, on: Domain): Tensor4D => {
      const code = style && step.head(style, on);
      if (features === undefined) {
        if (code === undefined) throw new Error(`${model.family} has no style to be entered with`);
        return step.resume({ resolution, features: tf.reshape(code, [-1, 1, 1, model.styleSize]) });
      }
      return step.resume({
        resolution,
        features: step.head(features, on),
        image: image && step.head(image, on),
        style: code,
      });
    };
    const reconstruction = (step: DiscriminatorStep, on: Domain): Scalar => {
      const { images, original } = step[on];
      return perceptual.distance(given.target === 'clean' ? original : images, redrawn(step, on));
    };
    const real = (step: DiscriminatorStep): Scalar => reconstruction(step, 'real');
    return { terms: { real, fake: (step) => reconstruction(step, 'fake'), reg: real } };
  },
});
