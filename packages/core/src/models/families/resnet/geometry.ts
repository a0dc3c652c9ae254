import type { ResnetOptions } from './options.ts';

/** Channels of the generator's map of this side. */
export const generatorChannels = (given: ResnetOptions, resolution: number, side: number): number =>
  Math.min((given.width * resolution) / side, given.widthMax);

/** Channels of the discriminator's map of this side. */
export const discriminatorChannels = (given: ResnetOptions, resolution: number, side: number): number =>
  Math.min((given.discriminatorWidth * resolution) / side, given.discriminatorWidthMax);

/** One block of the discriminator: its sides and channels. */
export interface DiscriminatorBlock {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly input: number;
  readonly hidden: number;
  readonly output: number;
}

/** The discriminator's blocks in order. The first has no activation before its first convolution. */
export const discriminatorBlocks = (
  given: ResnetOptions,
  resolution: number,
  channels: number,
): readonly DiscriminatorBlock[] => {
  const blocks: DiscriminatorBlock[] = [];
  let input = channels;
  for (let from = resolution; from > given.discriminatorSide; from /= 2) {
    const output = discriminatorChannels(given, resolution, from / 2);
    blocks.push({
      name: String(from),
      from,
      to: from / 2,
      input,
      hidden: from === resolution ? output : input,
      output,
    });
    input = output;
  }
  const side = given.discriminatorSide;
  for (let index = 0; index < given.plainBlocks; index += 1)
    blocks.push({ name: `${side}/${index}`, from: side, to: side, input, hidden: input, output: input });
  return blocks;
};
