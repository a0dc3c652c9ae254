import type { ModelDescription } from '../../description.ts';
import { channelsAt, sidesUpTo } from './geometry.ts';
import type { Stylegan2Options } from './options.ts';

/** A separable four-tap filter on a map. */
const filter = (side: number, channels: number): number => 2 * 4 * side ** 2 * channels;

/** Multiply-adds per image of the convolutions, products and filters of one forward. */
export const costOf = (given: Stylegan2Options, resolution: number, channels: number): ModelDescription['macs'] => {
  const { styleSize, latentSize, mappingLayers } = given;
  /** Style, demodulation, convolution. */
  const modulated = (side: number, taps: number, input: number, output: number): number =>
    styleSize * input + taps * side ** 2 * input * output;
  const synthesis = new Map<number, number>();
  let discriminator = resolution ** 2 * channels * channelsAt(given, resolution);
  for (const side of sidesUpTo(resolution)) {
    const [half, width] = [channelsAt(given, side / 2), channelsAt(given, side)];
    let block = modulated(side, 9, width, width) + width ** 2 + modulated(side, 1, width, channels);
    if (side > 4) {
      block += modulated(side / 2, 9, half, width) + half * width + filter(side, width) + filter(side, channels);
      discriminator += 9 * side ** 2 * width ** 2 + filter(side, width) + 9 * (side / 2) ** 2 * width * half;
      if (given.discriminator === 'resnet') discriminator += filter(side / 2, width) + (side / 2) ** 2 * width * half;
    }
    synthesis.set(side, block);
  }
  const last = channelsAt(given, 4);
  discriminator += 16 * 9 * (last + (given.minibatchGroup > 1 ? 1 : 0)) * last + 16 * last ** 2 + last;
  const mapping = mappingLayers === 0 ? 0 : latentSize * styleSize + (mappingLayers - 1) * styleSize ** 2;
  const after = (side: number): number =>
    [...synthesis].filter(([each]) => each > side).reduce((sum, [, block]) => sum + block, 0);
  return { generator: mapping + after(0), discriminator, resume: after };
};
