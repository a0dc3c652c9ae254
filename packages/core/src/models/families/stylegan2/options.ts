import { z } from 'zod';

/** What the configuration may say about the model. */
export const options = z.strictObject({
  latentSize: z.int().positive().default(64).describe('Length of z'),
  styleSize: z.int().positive().default(64).describe('Length of w'),
  mappingLayers: z.int().positive().default(2).describe('Fully connected layers from z to w'),
  channelBase: z.int().positive().default(1024).describe('Channels of a map of side r: channelBase / r'),
  channelMax: z.int().positive().default(64).describe('Most channels of any layer'),
  noise: z.enum(['random', 'constant', 'none']).default('random').describe('Noise inputs in training'),
  mixing: z.number().min(0).max(1).default(0.9).describe('Share of the batches that mix two styles'),
  averageDecay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.995)
    .describe('What is kept of the average style in each step; the published code moves it in every forward'),
  discriminator: z.enum(['resnet', 'orig']).default('resnet').describe('With or without skip connections'),
  minibatchGroup: z
    .int()
    .positive()
    .default(4)
    .describe('Images compared with each other by the minibatch standard deviation; 1 leaves it out'),
});

export type Stylegan2Options = z.output<typeof options>;
