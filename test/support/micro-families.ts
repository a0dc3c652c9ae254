import { families, type ExperimentInput, type Family } from '@ganreg/core';
import { withoutKinks } from '@ganreg/testing/checks';

/** The smallest network of each family that still has all its parts. A new family needs a line here. */
const sizes: Readonly<Record<string, ExperimentInput>> = {
  dcgan: { model: { use: 'dcgan', resolution: 8, channels: 1, latentSize: 8, width: 8, widthMax: 16 } },
  mlp: { data: 'mixture-8', model: { use: 'mlp', latentSize: 4, width: 16, depth: 2 } },
  resnet: {
    model: {
      use: 'resnet',
      resolution: 8,
      channels: 1,
      latentSize: 8,
      width: 8,
      widthMax: 8,
      discriminatorWidth: 8,
      discriminatorWidthMax: 8,
    },
  },
  stylegan2: {
    model: {
      use: 'stylegan2',
      resolution: 16,
      channels: 1,
      latentSize: 8,
      styleSize: 8,
      mappingLayers: 1,
      channelBase: 128,
      channelMax: 8,
    },
  },
};

/** Names of every family that there is. */
export const familyNames: readonly string[] = families.map(({ name }) => name);

/** An experiment of micro size in this family, batches of 4. */
export const microOf = (family: string): ExperimentInput => {
  const size = sizes[family];
  if (size === undefined) throw new Error(`test/support/micro-families.ts has no size for the family ${family}`);
  return { ...size, train: { steps: 40, batch: 4, ema: false } };
};

/** Every family with a discriminator without kinks. */
export const smoothFamilies: readonly Family[] = families.map((family) => ({
  ...family,
  load: async () => {
    const { generator, discriminator } = await family.load();
    return {
      generator,
      discriminator: (given) => discriminator({ ...given, tools: withoutKinks(given.tools) }),
    };
  },
}));
