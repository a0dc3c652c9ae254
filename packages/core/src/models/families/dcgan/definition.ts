import { z } from 'zod';
import { invalidModel } from '../../../errors/plan.ts';
import { activations } from '../../activation.ts';
import { batchNormBuffers, batchNormParameters } from '../../batch-norm.ts';
import type { ParameterSpec, ParameterSpecs } from '../../description.ts';
import { defineFamily } from '../../family.ts';

const options = z.strictObject({
  latentSize: z.int().positive().default(128).describe('Length of z'),
  width: z.int().positive().default(32).describe('Channels at half the image side; they double at each smaller side'),
  widthMax: z.int().positive().default(256).describe('Most channels of any layer'),
  batchNorm: z.enum(['generator', 'both', 'none']).default('generator'),
  generatorActivation: z.enum(activations).default('relu'),
  discriminatorActivation: z.enum(activations).default('leaky-relu'),
});

export type DcganOptions = z.output<typeof options>;

/** Channels of the maps of side `side` in both networks. */
export const channelsAt = (given: DcganOptions, resolution: number, side: number): number =>
  Math.min((given.width * (resolution / 2)) / side, given.widthMax);

/** Sides with feature maps: 4, 8 … half the image. */
export const sidesOf = (resolution: number): readonly number[] => {
  const sides: number[] = [];
  for (let side = 4; side < resolution; side *= 2) sides.push(side);
  return sides;
};

const kernel = (shape: readonly number[]): ParameterSpec => ({ shape, initial: { normal: 0.02 } });

/**
 * DCGAN (Radford et al., ICLR 2016): 4×4 stride-2 transposed convolutions up, 4×4 stride-2 convolutions down. The last
 * generator layer is tanh. Batch normalisation in the generator only by default, so that gradient penalties are well defined.
 */
export const dcgan = defineFamily({
  name: 'dcgan',
  options,
  presets: { 'dcgan-32': { width: 64 }, 'dcgan-64': { width: 64, widthMax: 512 } },
  defaultSize: (data) => ({
    resolution: Math.max(8, 2 ** Math.ceil(Math.log2(data.resolution))),
    channels: data.channels === 1 ? 1 : 3,
  }),
  describe: (given, { resolution, channels }) => {
    if (resolution < 8 || !Number.isInteger(Math.log2(resolution))) {
      throw invalidModel('model.resolution', resolution, 'dcgan makes images whose side is a power of two, 8 or more');
    }
    const sides = sidesOf(resolution);
    const at = (side: number): number => (side === resolution ? channels : channelsAt(given, resolution, side));
    const generator: Record<string, ParameterSpec> = { '4/kernel': kernel([given.latentSize, 16 * at(4)]) };
    const generatorBuffers: Record<string, ParameterSpec> = {};
    const discriminator: Record<string, ParameterSpec> = {};
    const discriminatorBuffers: Record<string, ParameterSpec> = {};
    const resume = new Map<number, number>([[resolution, 0]]);
    let remaining = 0;
    for (const side of [...sides].reverse()) {
      const doubled = side * 2;
      generator[`${doubled}/kernel`] = kernel([4, 4, at(doubled), at(side)]);
      discriminator[`${side}/kernel`] = kernel([4, 4, at(doubled), at(side)]);
      remaining += side ** 2 * 16 * at(doubled) * at(side);
      resume.set(side, remaining);
    }
    for (const side of [...sides, resolution]) {
      if (side === resolution || given.batchNorm === 'none')
        generator[`${side}/bias`] = { shape: [at(side)], initial: 'zeros' };
      else {
        Object.assign(generator, batchNormParameters(`${side}/norm`, at(side)));
        Object.assign(generatorBuffers, batchNormBuffers(`${side}/norm`, at(side)));
      }
    }
    for (const side of sides) {
      if (side !== resolution / 2 && given.batchNorm === 'both') {
        Object.assign(discriminator, batchNormParameters(`${side}/norm`, at(side)));
        Object.assign(discriminatorBuffers, batchNormBuffers(`${side}/norm`, at(side)));
      } else discriminator[`${side}/bias`] = { shape: [at(side)], initial: 'zeros' };
    }
    discriminator['logit/kernel'] = kernel([16 * at(4), 1]);
    discriminator['logit/bias'] = { shape: [1], initial: 'zeros' };
    const taps = new Map(sides.map((side) => [side, at(side)]));
    return {
      family: 'dcgan',
      resolution,
      channels,
      latentSize: given.latentSize,
      styleSize: given.latentSize,
      generator: {
        taps,
        parameters: generator satisfies ParameterSpecs,
        buffers: generatorBuffers,
        reentry: { resolutions: sides, styles: false },
        batchCoupled: given.batchNorm !== 'none',
      },
      discriminator: {
        taps,
        parameters: discriminator,
        buffers: discriminatorBuffers,
        batchCoupled: given.batchNorm === 'both' ? 'normalisation' : false,
      },
      macs: {
        generator: remaining + given.latentSize * 16 * at(4),
        discriminator: remaining + 16 * at(4),
        resume: (side) => resume.get(side) ?? remaining,
      },
    };
  },
  load: async () => (await import('./forwards.ts')).forwards,
});
