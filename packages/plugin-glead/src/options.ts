import { z } from 'zod';

export const options = z.strictObject({
  resolution: z
    .int()
    .positive()
    .optional()
    .describe('Side of f, where the generator is entered; a quarter of the image by default'),
  decoder: z
    .int()
    .positive()
    .optional()
    .describe('Side up to which the decoder goes, at least that of f; f is reduced to its own. That of f by default'),
  target: z
    .enum(['d-input', 'clean'])
    .default('d-input')
    .describe('What is redrawn under augmentation: the image as the discriminator saw it, or, as published, before'),
  reconInRegStep: z
    .boolean()
    .default(false)
    .describe('As in the published code: redraw reals in the lazy R1 step, too (the term `reg`)'),
});

export type Options = z.output<typeof options>;
