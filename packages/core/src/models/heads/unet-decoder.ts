import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ModelDescription, ParameterSpecs } from '../description.ts';
import { equalizedConv1x1 } from '../equalized.ts';
import { featuresOf } from '../features.ts';
import type { Features } from '../types.ts';
import { defineHead, type Head } from './head.ts';

interface Level {
  readonly resolution: number;
  readonly from: number;
  readonly input: number;
  readonly output: number;
}

/** y_8 = Up(W_8·F_4), then y_r = Up(W_r·concat(y_{r/2}, F_{r/2})): one 1×1 convolution a level, from the smallest tap on. */
const levels = (model: ModelDescription, to: number): readonly Level[] => {
  const { taps } = model.discriminator;
  const sides = [...taps.keys()].filter((side) => side < to).toSorted((one, other) => one - other);
  const channels = (side: number): number => taps.get(side) ?? 0;
  return sides.map((from, index) => ({
    resolution: from * 2,
    from,
    input: index === 0 ? channels(from) : 2 * channels(from),
    output: taps.get(from * 2) ?? channels(from),
  }));
};

/**
 * The U-Net decoder h of GLeaD (CVPR 2023, §3.2) and GGDR (ECCV 2022) on the discriminator's features: at each level a
 * linear 1×1 convolution, FIR upsampling, and concatenation with the encoder's map. It has no activation, so it is affine.
 * Its output holds a map `[B, r, r, C_D(r)]` for every side up to `to`; the smallest side is the discriminator's own map.
 */
export const unetDecoder = (options: { readonly to: number }): Head<Features> =>
  defineHead<Features>({
    name: 'unet-decoder',
    spec: { to: options.to },
    uses: [],
    taps: (model) => sidesBelow(smallest(model), options.to),
    parameters: (model) => {
      const specs: Record<string, ParameterSpecs[string]> = {};
      for (const { resolution, input, output } of levels(model, options.to)) {
        specs[`${resolution}/kernel`] = { shape: [1, 1, input, output], initial: { normal: 1 } };
        specs[`${resolution}/bias`] = { shape: [output], initial: 'zeros' };
      }
      return specs;
    },
    macs: (model) =>
      levels(model, options.to).reduce((sum, level) => sum + level.from ** 2 * level.input * level.output, 0),
    merge: (other) =>
      typeof other.spec.to === 'number' ? unetDecoder({ to: Math.max(options.to, other.spec.to) }) : undefined,
    forward: ({ tf, ops, model, parameters, features }) => {
      const first = smallest(model);
      const maps = new Map<number, Tensor4D>([[first, features.at(first)]]);
      let previous: Tensor4D | undefined;
      for (const { resolution, from, input } of levels(model, options.to)) {
        const skip = features.at(from);
        const joined = previous === undefined ? skip : tf.concat([previous, skip], 3);
        previous = ops.firUp(equalizedConv1x1(tf, joined, parameters, `${resolution}/`, input));
        maps.set(resolution, previous);
      }
      return featuresOf(maps, 'the decoder');
    },
  });

const smallest = (model: ModelDescription): number => Math.min(...model.discriminator.taps.keys());

/** The sides that are doubled on the way to `to`; a `to` that doubling does not reach asks for itself, which no model has. */
const sidesBelow = (first: number, to: number): readonly number[] => {
  const sides = [first];
  for (let side = first * 2; side < to; side *= 2) sides.push(side);
  return (sides.at(-1) ?? first) * 2 === to || to === first ? sides : [...sides, to];
};
