import { definePlugin, mapHead, Perceptual, pooledHead, quarterResolution, type Domain } from '@ganreg/core';
import type { DiscriminatorStep } from '@ganreg/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const options = z.strictObject({
  resolution: z
    .int()
    .positive()
    .optional()
    .describe('Side of f, where the generator is entered; a quarter of the image by default'),
  decoder: z.int().positive().optional().describe('Side up to which the decoder goes; that of f by default'),
});
type Options = z.output<typeof options>;
type Model = Parameters<typeof quarterResolution>[0];

const headsOf = (given: Options, model: Model) => {
  const resolution = given.resolution ?? quarterResolution(model, model.generator.reentry?.resolutions);
  const at = given.decoder ?? resolution;
  const spec = model.generator.reentry;
  return {
    resolution,
    features: mapHead({
      name: 'generator-features',
      at,
      to: resolution,
      channels: model.generator.taps.get(resolution) ?? 0,
    }),
    image:
      spec?.imageChannels === undefined
        ? undefined
        : mapHead({ name: 'generator-image', at, to: resolution, channels: spec.imageChannels }),
    style: spec?.styles === true ? pooledHead({ name: 'generator-style', at, size: model.styleSize }) : undefined,
  };
};

/**
 * GLeaD (Bai et al., CVPR 2023, eq. 4–6): heads h on the discriminator give the frozen generator what it needs to redraw the
 * discriminator's input from half-way on, x′ = G_tail(h(D_enc(x))); real = Per(x, x′) on reals, fake = Per(G(z), x′) on fakes.
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
  },
  inject: { perceptual: Perceptual },
  requires: (given, model) => {
    const { resolution, features, image, style } = headsOf(given, model);
    const heads = [features, ...(image === undefined ? [] : [image]), ...(style === undefined ? [] : [style])];
    const own = heads.flatMap((head) => [head, ...head.uses]).reduce((sum, head) => sum + head.macs(model), 0);
    return {
      taps: [{ of: 'generator', at: resolution }],
      heads,
      reentry: resolution,
      macsPerImage: 2 * (3 * own + 2 * model.macs.resume(resolution)),
    };
  },
  setup: ({ options: given, model, services: { perceptual } }) => {
    const { resolution, features, image, style } = headsOf(given, model);
    const reconstruction = (step: DiscriminatorStep, on: Domain): Scalar => {
      const redrawn = step.resume({
        resolution,
        features: step.head(features, on),
        image: image && step.head(image, on),
        style: style && step.head(style, on),
      });
      return perceptual.distance(step[on].images, redrawn);
    };
    return { terms: { real: (step) => reconstruction(step, 'real'), fake: (step) => reconstruction(step, 'fake') } };
  },
});
