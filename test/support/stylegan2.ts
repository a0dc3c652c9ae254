/** The smallest StyleGAN2: 16 px, 16 channels everywhere, noise fixed and no mixing, so that nothing is drawn in a forward. */
export const micro16 = {
  model: {
    use: 'stylegan2',
    resolution: 16,
    channels: 3,
    channelBase: 256,
    channelMax: 16,
    latentSize: 16,
    styleSize: 16,
    mappingLayers: 2,
    minibatchGroup: 4,
    noise: 'constant',
    mixing: 0,
  },
} as const;

/** The CPU-sized default without randomness in its forwards: 32 px, at most 64 channels. */
export const tiny32 = {
  model: { use: 'stylegan2', resolution: 32, channels: 3, noise: 'constant', mixing: 0 },
} as const;
