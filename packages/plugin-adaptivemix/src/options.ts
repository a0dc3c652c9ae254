import type { Plugin } from '@ganreg/core';
import { z } from 'zod';

export const options = z
  .strictObject({
    mode: z
      .enum(['regularizer', 'mixed-logits'])
      .default('regularizer')
      .describe('regularizer: a term beside any loss; mixed-logits: the released form, which also replaces the logits'),
    distance: z
      .enum(['mse', 'cosine'])
      .optional()
      .describe('mse as a regularizer, cosine with mixed logits, by default'),
    alpha: z.number().positive().default(1).describe('λ ~ Beta(alpha, alpha)'),
    sigma: z.number().nonnegative().default(0.05).describe('Standard deviation of the noise on the target'),
    lambdaPer: z.enum(['batch', 'sample']).default('batch'),
    applyToG: z
      .boolean()
      .optional()
      .describe('Whether the generator minimises the term too; only with mixed logits by default'),
    resolution: z
      .int()
      .positive()
      .optional()
      .describe('Side of the discriminator’s feature map; its smallest by default, and always with mixed logits'),
    stopTarget: z.boolean().default(true).describe('Whether the mixture of features is a constant target'),
    gather: z
      .enum(['auto', 'never'])
      .default('auto')
      .describe('auto reads the partners’ features from the batch’s own where images do not influence each other'),
  })
  .refine(({ mode, resolution }) => mode === 'regularizer' || resolution === undefined, {
    path: ['resolution'],
    error: 'mixed logits are made from the smallest feature map: remove it, or choose mode: regularizer',
  });

export type Options = z.output<typeof options>;
export type Model = Parameters<Plugin['requires']>[1];

/** Side of the feature map that is compared. */
export const sideOf = ({ resolution }: Options, model: Model): number =>
  resolution ?? Math.min(...model.discriminator.taps.keys());

export const distanceOf = ({ distance, mode }: Options): 'mse' | 'cosine' =>
  distance ?? (mode === 'regularizer' ? 'mse' : 'cosine');

export const appliesToGenerator = ({ applyToG, mode }: Options): boolean => applyToG ?? mode === 'mixed-logits';

/** Normalisation over the batch couples features; a statistic behind the smallest map does not. */
export const mayGather = ({ gather }: Options, model: Model): boolean =>
  gather === 'auto' && model.discriminator.batchCoupled !== 'normalisation';
