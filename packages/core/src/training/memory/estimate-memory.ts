import * as tf from '@tensorflow/tfjs-core';
import { traceMemory } from '@ganreg/numerics';
import type { Plan } from '../../plan/types.ts';
import type { Scope } from '../../wiring/scope.ts';
import { TrainingData } from '../../wiring/services.ts';
import { Trainer } from '../trainer.ts';
import { standInData } from './stand-in-data.ts';
import { stillAttempts } from './still-random.ts';

/** What a run holds at once, in bytes. */
export interface MemoryEstimate {
  /** Networks, averages, optimizer moments and what plugins and services keep: what is there between two steps. */
  readonly kept: number;
  /** Most tensors alive at the same time, in a step in which every term counts and while samples are drawn. */
  readonly tensors: number;
}

/** The plan with every term, and every measurement of gradients, on every step. */
const crowded = (plan: Plan): Plan => ({
  ...plan,
  config: {
    ...plan.config,
    run: { ...plan.config.run, ...(plan.config.run.gradients && { gradients: { every: 1 } }) },
  },
  terms: plan.terms.map((term) => ({ ...term, from: 0, until: Number.POSITIVE_INFINITY, every: 1 })),
});

/**
 * Runs two steps of the plan where every tensor has a shape and none has numbers, and counts. Exact for what TensorFlow.js holds,
 * for any family and any plugin; it takes the time that two steps take without their arithmetic. The images of the run are not
 * read.
 *
 * @param scope gives the plugins' services, whose own tensors are counted where they are made inside `services`
 * @throws GanregError as setting up the plugins may; Error naming an operation whose shapes are not known
 */
export const estimateMemory = async (
  plan: Plan,
  scope: Scope,
  services: (scope: Scope) => Promise<void> = () => Promise.resolve(),
): Promise<MemoryEstimate> => {
  const forwards = await plan.family.load();
  return traceMemory(async ({ begin, peak, live }) => {
    await using own = scope.child();
    own.provide(TrainingData, standInData(plan.model));
    await services(own);
    const trainer = new Trainer(crowded(plan), forwards, own, stillAttempts);
    try {
      // the first step makes the optimizers' moments
      await trainer.advance();
      const kept = live();
      begin();
      await trainer.advance();
      const latents = trainer.latents(plan.config.run.samples.count);
      const images = trainer.sample(latents);
      tf.dispose([latents, images]);
      return { kept, tensors: peak() };
    } finally {
      trainer.dispose();
    }
  });
};
