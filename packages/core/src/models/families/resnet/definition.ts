import { invalidModel } from '../../../errors/plan.ts';
import { batchNormBuffers, batchNormParameters } from '../../batch-norm.ts';
import type { ModelDescription, ParameterSpec, ParameterSpecs } from '../../description.ts';
import { defineFamily } from '../../family.ts';
import { spectralBuffers } from '../../spectral-norm.ts';
import { discriminatorBlocks, generatorChannels } from './geometry.ts';
import { options, type ResnetOptions } from './options.ts';

type Network = ModelDescription['discriminator'];

const layer = (path: string, side: number, input: number, output: number, gain: number): ParameterSpecs => ({
  [`${path}/kernel`]: {
    shape: [side, side, input, output],
    initial: { normal: Math.sqrt(gain / (side * side * input)) },
  },
  [`${path}/bias`]: { shape: [output], initial: 'zeros' },
});

const dense = (path: string, input: number, output: number): ParameterSpecs => ({
  [`${path}/kernel`]: { shape: [input, output], initial: { normal: Math.sqrt(1 / input) } },
  [`${path}/bias`]: { shape: [output], initial: 'zeros' },
});

const sidesOf = (resolution: number): readonly number[] => {
  const sides: number[] = [];
  for (let side = 8; side <= resolution; side *= 2) sides.push(side);
  return sides;
};

const describeGenerator = (given: ResnetOptions, resolution: number, channels: number) => {
  const at = (side: number): number => generatorChannels(given, resolution, side);
  const parameters: Record<string, ParameterSpec> = { ...dense('4', given.latentSize, 16 * at(4)) };
  const buffers: Record<string, ParameterSpec> = {};
  const normalise = (path: string, width: number): void => {
    if (!given.batchNorm) return;
    Object.assign(parameters, batchNormParameters(path, width));
    Object.assign(buffers, batchNormBuffers(path, width));
  };
  const cost = new Map<number, number>([[4, given.latentSize * 16 * at(4)]]);
  for (const side of sidesOf(resolution)) {
    const [from, to] = [at(side / 2), at(side)];
    normalise(`${side}/norm1`, from);
    normalise(`${side}/norm2`, to);
    Object.assign(parameters, layer(`${side}/first`, 3, from, to, 2), layer(`${side}/second`, 3, to, to, 2));
    Object.assign(parameters, layer(`${side}/skip`, 1, from, to, 1));
    cost.set(side, side ** 2 * (9 * from * to + 9 * to * to) + (side / 2) ** 2 * from * to);
  }
  normalise('image/norm', at(resolution));
  Object.assign(parameters, layer('image', 3, at(resolution), channels, 1));
  const last = resolution ** 2 * 9 * at(resolution) * channels;
  const after = (side: number): number =>
    last + [...cost].filter(([each]) => each > side).reduce((sum, [, block]) => sum + block, 0);
  const inner = [4, ...sidesOf(resolution / 2)];
  return { parameters, buffers, after, taps: new Map(inner.map((side) => [side, at(side)])), inner };
};

const describeDiscriminator = (
  given: ResnetOptions,
  resolution: number,
  channels: number,
): Network & { readonly macs: number } => {
  const parameters: Record<string, ParameterSpec> = {};
  const taps = new Map<number, number>();
  let macs = 0;
  let width = channels;
  for (const { name, from, to, input, hidden, output } of discriminatorBlocks(given, resolution, channels)) {
    Object.assign(
      parameters,
      layer(`${name}/first`, 3, input, hidden, 2),
      layer(`${name}/second`, 3, hidden, output, 2),
    );
    macs += from ** 2 * 9 * (input * hidden + hidden * output);
    if (from !== to) {
      Object.assign(parameters, layer(`${name}/skip`, 1, input, output, 1));
      macs += to ** 2 * input * output;
    }
    taps.set(to, output);
    width = output;
  }
  Object.assign(parameters, dense('logit', width, 1));
  const buffers: Record<string, ParameterSpec> = {};
  for (const [path, { shape }] of Object.entries(parameters)) {
    if (given.spectralNorm && path.endsWith('/kernel'))
      Object.assign(buffers, spectralBuffers(path.slice(0, -'/kernel'.length), shape.at(-1) ?? 1));
  }
  return { taps, parameters, buffers, batchCoupled: false, macs: macs + width };
};

/**
 * Residual networks in the manner of WGAN-GP (Gulrajani et al., NeurIPS 2017) and SNGAN (Miyato et al., ICLR 2018): nearest
 * upsampling in the generator, mean pooling in the discriminator. Features are the outputs of blocks, before the next
 * normalisation and ReLU.
 */
export const resnet = defineFamily({
  name: 'resnet',
  options,
  presets: {
    'sngan-32': {
      width: 256,
      widthMax: 256,
      discriminatorWidth: 128,
      discriminatorWidthMax: 128,
      discriminatorSide: 8,
      plainBlocks: 2,
    },
    'wgan-gp-32': {
      width: 128,
      widthMax: 128,
      discriminatorWidth: 128,
      discriminatorWidthMax: 128,
      discriminatorSide: 8,
      plainBlocks: 2,
      pooling: 'mean',
      spectralNorm: false,
    },
  },
  defaultSize: (data) => ({
    resolution: Math.max(8, 2 ** Math.ceil(Math.log2(data.resolution))),
    channels: data.channels === 1 ? 1 : 3,
  }),
  describe: (given, { resolution, channels }) => {
    if (resolution < 8 || !Number.isInteger(Math.log2(resolution)))
      throw invalidModel('model.resolution', resolution, 'resnet makes images whose side is a power of two, 8 or more');
    const bottom = given.discriminatorSide;
    if (bottom >= resolution || !Number.isInteger(Math.log2(bottom)))
      throw invalidModel('model.discriminatorSide', bottom, `it must be a power of two smaller than ${resolution}`);
    const generator = describeGenerator(given, resolution, channels);
    const { macs, ...discriminator } = describeDiscriminator(given, resolution, channels);
    return {
      family: 'resnet',
      resolution,
      channels,
      latentSize: given.latentSize,
      styleSize: given.latentSize,
      generator: {
        taps: generator.taps,
        parameters: generator.parameters,
        buffers: generator.buffers,
        reentry: { resolutions: generator.inner, styles: false },
        batchCoupled: given.batchNorm,
      },
      discriminator,
      macs: { generator: generator.after(0), discriminator: macs, resume: generator.after },
    };
  },
  load: async () => (await import('./forwards.ts')).forwards,
});
