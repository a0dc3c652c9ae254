/** What decides the shapes of a StyleGAN2 network. */
export interface Widths {
  readonly channelBase: number;
  readonly channelMax: number;
}

/** Channels of the maps of side `side`, the same in both networks: channelBase / side, at most channelMax. */
export const channelsAt = ({ channelBase, channelMax }: Widths, side: number): number =>
  Math.min(Math.floor(channelBase / side), channelMax);

/** 4, 8 … `to`. */
export const sidesUpTo = (to: number): readonly number[] => {
  const sides: number[] = [];
  for (let side = 4; side <= to; side *= 2) sides.push(side);
  return sides;
};

/** Style slots of a generator of images of this side: 2·log₂R − 2. Each block's image layer shares its slot with the next block. */
export const styleCount = (resolution: number): number => 2 * Math.log2(resolution) - 2;

/** The first style slot after the block of side `side`: 2·log₂r − 3. */
export const firstStyleAfter = (side: number): number => 2 * Math.log2(side) - 3;

/** Style slots of the blocks after side `side`: 2·log₂(R/r) + 1. */
export const stylesAfter = (resolution: number, side: number): number => styleCount(resolution) - firstStyleAfter(side);
