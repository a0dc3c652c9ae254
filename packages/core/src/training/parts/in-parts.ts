import * as tf from '@tensorflow/tfjs-core';
import { groupOf } from '../../plan/micro-batch.ts';
import type { Gradients } from '../../plugin/steps.ts';
import type { TrainingContext } from '../context.ts';
import type { Differentiated } from '../differentiate.ts';
import { partsOf, randomOf, type Part } from './rows.ts';

/** The same training with these images of every batch alone. */
const contextOf = (context: TrainingContext, part: Part): TrainingContext => ({
  ...context,
  plan: { ...context.plan, batch: part.rows.length },
  random: randomOf(context.random, part),
  batches: context.batches.of(part),
});

/** Adds a share of each gradient to sums that outlive the scope. */
const accumulate = (sums: Map<string, tf.Tensor>, gradients: Gradients, share: number): void => {
  for (const [path, gradient] of gradients) {
    const before = sums.get(path);
    const own = tf.mul(gradient, share);
    sums.set(path, tf.keep(before === undefined ? own : tf.add(before, own)));
    before?.dispose();
  }
};

/**
 * The gradient of a half on the whole batch, taken part by part where the plan says so: the mean over equal parts, each of
 * which frees its tape before the next begins. Call inside `tf.tidy`.
 */
export const inParts = (
  context: TrainingContext,
  differentiated: (context: TrainingContext) => Differentiated,
): Differentiated => {
  const { plan, logs } = context;
  if (plan.microBatch === undefined) return differentiated(context);
  const parts = partsOf(plan.batch, plan.microBatch, groupOf(plan.model, plan.batch));
  const sums = new Map<string, tf.Tensor>();
  const separate: Record<string, Map<string, tf.Tensor>> = {};
  parts.forEach((part, index) => {
    logs.part(index);
    tf.tidy(() => {
      const own = differentiated(contextOf(context, part));
      accumulate(sums, own.gradients, 1 / parts.length);
      for (const [key, gradients] of Object.entries(own.separate))
        accumulate((separate[key] ??= new Map()), gradients, 1 / parts.length);
      own.release();
    });
  });
  logs.part(0);
  return {
    gradients: sums,
    separate,
    release: () => tf.dispose([sums, ...Object.values(separate)].flatMap((each) => [...each.values()])),
  };
};
