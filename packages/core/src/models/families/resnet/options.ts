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
