import type { ExperimentInput } from '@ganreg/core';

/** The smallest networks of each family that still have all their parts: a step takes milliseconds. */
const models: Readonly<Record<string, ExperimentInput>> = {
  dcgan: {
    model: { use: 'dcgan', resolution: 8, channels: 1, latentSize: 16, width: 8, widthMax: 16, batchNorm: 'none' },
  },
  mlp: { data: 'mixture-8', model: { use: 'mlp', latentSize: 16, width: 16, depth: 2 } },
  resnet: {
    model: {
      use: 'resnet',
      resolution: 8,
      channels: 1,
      latentSize: 16,
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
      latentSize: 16,
      styleSize: 8,
      mappingLayers: 1,
      channelBase: 128,
      channelMax: 8,
    },
  },
};

/** An experiment of micro size in this family, batches of 4. A family that is not known here starts from its defaults. */
export const microExperiment = (family: string, model: object = {}): ExperimentInput => {
  const known = models[family];
  const base = typeof known?.model === 'object' ? known.model : { use: family, resolution: 8, channels: 1 };
  return {
    ...known,
    engine: 'wasm',
    model: { ...base, ...model },
    train: { steps: 40, batch: 4, ema: false },
  };
};
