import { definePlugin, type DiscriminatorStep, type Domain, type GeneratorStep } from '@ganreg/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { mixedFeatures, targetOf, type MixedFeatures } from './mixed-features.ts';
import { consistency, withNoise } from './mixing.ts';
import { appliesToGenerator, distanceOf, options, sideOf } from './options.ts';

export { blend, consistency, drawMixing, mix, mixingMatrix, partnersOf, withNoise, type Mixing } from './mixing.ts';

type Name = Domain | 'generator';

/**
 * AdaptiveMix (Liu et al., CVPR 2023): features of mixed images are pulled towards the mixture of the images' features,
 * d(v(λx + (1 − λ)x′), stop(λv(x) + (1 − λ)v(x′)) + ε), reals with reals and fakes with fakes.
 */
export default definePlugin({
  name: 'adaptivemix',
  version: '0.1.0',
  about: 'Features of mixed images are the mixture of their features',
  paper: {
    title: 'AdaptiveMix: Improving GAN Training via Feature Space Shrinkage',
    authors:
      'Haozhe Liu, Wentian Zhang, Bing Li, Haoqian Wu, Nanjun He, Yawen Huang, Yuexiang Li, Bernard Ghanem, Yefeng Zheng',
    venue: 'CVPR 2023',
    url: 'https://arxiv.org/abs/2303.01559',
  },
  options,
  terms: {
    real: { player: 'discriminator', on: 'real', weight: 1, about: 'distance on mixtures of reals' },
    fake: { player: 'discriminator', on: 'fake', weight: 1, about: 'distance on mixtures of fakes' },
    generator: { player: 'generator', on: 'fake', weight: 1, about: 'the same for the generator (applyToG)' },
  },
  requires: (given, model) => {
    const generator = appliesToGenerator(given);
    const { discriminator } = model.macs;
    return {
      terms: ['real', 'fake', ...(generator ? ['generator'] : [])],
      taps: [{ of: 'discriminator', at: sideOf(given, model) }],
      ...(given.mode === 'regularizer' ? { calls: ['judge'] } : { exclusive: ['judge'] }),
      leastBatch: 2,
      batchCoupled: 'it mixes images with others of their batch',
      macsPerImage: 6 * discriminator + (generator ? 2 * discriminator : 0),
    };
  },
  setup: ({ tf, ops, options: given, model }) => {
    const tools = { tf, ops };
    const side = sideOf(given, model);
    const regularizer = given.mode === 'regularizer';

    const byMixing = (step: DiscriminatorStep | GeneratorStep, name: Name, on: Domain): MixedFeatures => {
      const { images, verdict } = step[on];
      return mixedFeatures(
        tools,
        given,
        model,
        images,
        verdict.features.at(side),
        (mixed) => step.judge(mixed).features.at(side),
        { lambda: step.random(`${name}/lambda`), partner: step.random(`${name}/partner`) },
      );
    };
    const term = (step: DiscriminatorStep | GeneratorStep, name: Name, on: Domain): Scalar => {
      const { mixed, mixture, mixing } = regularizer
        ? byMixing(step, name, on)
        : // Made by the hook below, in the same forward that makes the logits.
          (step.extra(on) as MixedFeatures);
      step.log(`lambda/${name}`, tf.mean(tf.tensor1d(mixing.lambda)));
      const target = withNoise(tools, targetOf(tools, given, mixture), given.sigma, step.random(`${name}/noise`));
      return consistency(tools, distanceOf(given), mixed, target);
    };
    return {
      terms: {
        real: (step) => term(step, 'real', 'real'),
        fake: (step) => term(step, 'fake', 'fake'),
        generator: (step) => term(step, 'generator', 'fake'),
      },
      ...(regularizer
        ? {}
        : {
            judge: (images, { judge, conclude }, { random }) => {
              const clean = judge(images).features.at(side);
              const extra = mixedFeatures(
                tools,
                given,
                model,
                images,
                clean,
                (mixed) => judge(mixed).features.at(side),
                { lambda: random('lambda'), partner: random('partner') },
              );
              return { logits: tf.add(conclude(extra.mixture), conclude(extra.mixed)), extra };
            },
          }),
    };
  },
});
