import { z } from 'zod';

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
};

export const options = z.strictObject({
  lambda: z
    .enum(['automatic', 'fixed'])
    .default('automatic')
    .describe('automatic: min(1, ‖g‖/‖g_r‖) in every step; fixed: the weight, 0.01 by default'),
  estimator: z
    .enum(['biased', 'split', 'two-batch'])
    .default('biased')
    .describe('biased: ‖g‖² of one batch; split: the product of both halves’ gradients; two-batch: of two batches'),
  hingeForR: z
    .enum(['untruncated', 'as-loss'])
    .default('untruncated')
    .describe('Whether r sees the margins of a hinge loss'),
  penaltyTerms: z
    .enum(['auto', 'exclude', 'constant', 'full'])
    .default('auto')
    .describe('Whether gradient penalties count to the loss in r; auto: constant with the loss wgan, else exclude'),
  differentiation: z.enum(['double-backprop', 'finite-difference']).default('double-backprop'),
  stepSize: z
    .number()
    .positive()
    .default(0.01)
    .describe('Length by which finite differences move the discriminator’s parameters'),
  parameters: z
    .string()
    .refine(isPattern, 'not a regular expression')
    .optional()
    .describe('Only discriminator parameters whose path matches, for example ^(4|logit)/'),
});

export type Options = z.output<typeof options>;
