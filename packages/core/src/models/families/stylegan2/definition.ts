import { invalidModel } from '../../../errors/plan.ts';
import { defineFamily } from '../../family.ts';
import { costOf } from './cost.ts';
import { channelsAt, sidesUpTo } from './geometry.ts';
import { groupSize } from './minibatch-group.ts';
import { options } from './options.ts';
import { discriminatorParameters, generatorBuffers, generatorParameters } from './parameters.ts';

const published = { channelBase: 16_384, channelMax: 512, latentSize: 512, styleSize: 512 } as const;

/**
 * StyleGAN2 (Karras et al., CVPR 2020): modulated convolutions with an output-skip image pyramid, a residual discriminator with
 * minibatch standard deviation, equalized learning rates. The defaults train on a CPU; the presets are the published networks.
 */
export const stylegan2 = defineFamily({
  name: 'stylegan2',
  options,
  presets: {
    'stylegan2-256': { ...published, mappingLayers: 8, minibatchGroup: 8 },
    'stylegan2-64': published,
    'stylegan2-32': published,
    'stylegan2-cifar': { ...published, discriminator: 'orig', minibatchGroup: 32, mixing: 0 },
  },
  defaultSize: (data) => ({
    resolution: Math.max(16, 2 ** Math.ceil(Math.log2(data.resolution))),
    channels: data.channels === 1 ? 1 : 3,
  }),
  describe: (given, { resolution, channels }) => {
    if (resolution < 16 || !Number.isInteger(Math.log2(resolution)))
      throw invalidModel(
        'model.resolution',
        resolution,
        'stylegan2 makes images whose side is a power of two, 16 or more',
      );
    if (channelsAt(given, resolution) < 1)
      throw invalidModel('model.channelBase', given.channelBase, `no channel is left at side ${resolution}`);
    const sides = sidesUpTo(resolution);
    const inner = sides.filter((side) => side < resolution);
    const widths = (of: readonly number[]): ReadonlyMap<number, number> =>
      new Map(of.map((side) => [side, channelsAt(given, side)]));
    return {
      family: 'stylegan2',
      resolution,
      channels,
      latentSize: given.latentSize,
      styleSize: given.styleSize,
      generator: {
        taps: widths(sides),
        parameters: generatorParameters(given, resolution, channels),
        buffers: generatorBuffers(given, resolution),
        // side 1 is the latent code alone, from which the whole synthesis follows
        reentry: { resolutions: [1, ...inner], imageChannels: channels, styles: true },
        batchCoupled: false,
      },
      discriminator: {
        taps: widths(inner),
        parameters: discriminatorParameters(given, resolution, channels),
        buffers: {},
        batchCoupled: given.minibatchGroup > 1 ? 'statistics' : false,
        groupOf: (batch) => groupSize(batch, given.minibatchGroup),
      },
      macs: costOf(given, resolution, channels),
    };
  },
  load: async () => (await import('./forwards.ts')).forwards,
});
