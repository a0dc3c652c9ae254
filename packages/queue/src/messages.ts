import { z } from 'zod';

const error = z.object({
  code: z.string(),
  message: z.string(),
  path: z.string().optional(),
  fix: z.string().optional(),
});

/** What a worker says about a trial that it holds. */
export const progressSchema = z.union([
  z.object({
    kind: z.literal('progress'),
    worker: z.string(),
    step: z.number(),
    secondsPerStep: z.number().optional(),
  }),
  /** It cannot do it here, and somebody else may. */
  z.object({ kind: z.literal('refused'), worker: z.string(), error }),
]);

export type TrialProgress = z.infer<typeof progressSchema>;

/** What a worker leaves in the queue when a trial has ended. The numbers are in the store. */
export const endSchema = z.object({
  ask: z.string(),
  worker: z.string(),
  end: z.union([
    z.object({ state: z.literal('recorded') }),
    z.object({ state: z.literal('interrupted') }),
    z.object({ state: z.literal('failed'), error }),
  ]),
});

export type TrialEnd = z.infer<typeof endSchema>;
