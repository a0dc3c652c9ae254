import type { ImageSize } from './family.ts';

/** Sizes of the named datasets, so that a plan needs no data. Points in the plane are images of side 1 with two channels. */
export const knownSizes: Readonly<Record<string, ImageSize>> = {
  embedded: { resolution: 28, channels: 1 },
  mnist: { resolution: 28, channels: 1 },
  'fashion-mnist': { resolution: 28, channels: 1 },
  cifar10: { resolution: 32, channels: 3 },
  'mixture-8': { resolution: 1, channels: 2 },
  'mixture-25': { resolution: 1, channels: 2 },
};
