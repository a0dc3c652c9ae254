import { z } from 'zod';

/** What the configuration may say about the model. */
export const options = z.strictObject({
  latentSize: z.int().positive().default(128).describe('Length of z'),
  width: z
    .int()
    .positive()
    .default(16)
    .describe('Generator channels at the image side; they double at each smaller side'),
  widthMax: z.int().positive().default(64).describe('Most channels of any generator layer'),
  discriminatorWidth: z.int().positive().default(16).describe('Likewise for the discriminator'),
  discriminatorWidthMax: z.int().positive().default(64),
  discriminatorSide: z.int().positive().default(4).describe('Side of the discriminator’s smallest map'),
  plainBlocks: z.int().nonnegative().default(0).describe('Discriminator blocks at its smallest side that keep it'),
  pooling: z.enum(['sum', 'mean']).default('sum').describe('How the last map becomes a vector'),
  batchNorm: z.boolean().default(true).describe('In the generator'),
  spectralNorm: z.boolean().default(true).describe('In the discriminator'),
});

export type ResnetOptions = z.output<typeof options>;

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
