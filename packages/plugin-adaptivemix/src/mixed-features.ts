import type { StepDraws } from '@ganreg/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { blend, drawMixing, mix, mixingMatrix, partnersOf, type Mixing, type Tools } from './mixing.ts';
import { mayGather, type Model, type Options } from './options.ts';

/** Features of mixed images, and the mixture of the images' features: v(λx + (1 − λ)x′) and λv(x) + (1 − λ)v(x′). */
export interface MixedFeatures {
  readonly mixed: Tensor4D;
  readonly mixture: Tensor4D;
  readonly mixing: Mixing;
}

/**
 * Mixes a batch with itself before a feature extractor.
 *
 * @param images `[B, R, R, C]`
 * @param clean their features `[B, r, r, C]`
 * @param featuresOf a forward of the extractor
 */
export const mixedFeatures = (
  tools: Tools,
  options: Options,
  model: Model,
  images: Tensor4D,
  clean: Tensor4D,
  featuresOf: (images: Tensor4D) => Tensor4D,
  draws: { readonly lambda: StepDraws; readonly partner: StepDraws },
): MixedFeatures => {
  const mixing = drawMixing(images.shape[0], { alpha: options.alpha, per: options.lambdaPer }, draws);
  const matrix = mixingMatrix(tools, mixing);
  const mixed = featuresOf(mix(tools, matrix, images));
  const mixture = mayGather(options, model)
    ? mix(tools, matrix, clean)
    : blend(tools, mixing, clean, featuresOf(partnersOf(tools, mixing, images)));
  return { mixed, mixture, mixing };
};

/** The target as the options want it: a constant unless they say otherwise. */
export const targetOf = <T extends Tensor>({ ops }: Tools, { stopTarget }: Options, mixture: T): T =>
  stopTarget ? ops.stopGradient(mixture) : mixture;
