import * as tf from '@tensorflow/tfjs-core';
import type { DiscriminatorStep } from '../plugin/steps.ts';
import type { ActiveTerm, TrainingContext } from './context.ts';
import { discriminatorStep } from './discriminator-step.ts';
import { prepare } from './either-step.ts';
import type { FakeDraws } from './half-images.ts';
import type { Judging } from './judging.ts';

const countsAt =
  (index: number) =>
  ({ term }: ActiveTerm): boolean =>
    term.declaration.player === 'discriminator' &&
    term.declaration.kind === 'penalty' &&
    index >= term.from &&
    index < term.until;

/**
 * Σ weight · term over the discriminator's penalties on these images. Lazy terms count on every step with their averaged weight,
 * so that what is asked for does not depend on whose turn it is.
 */
export const penaltiesOn = (
  context: TrainingContext,
  judging: Judging,
  { index, fakes }: { readonly index: number; readonly fakes: FakeDraws },
): tf.Scalar | undefined => {
  const values = context.terms.filter(countsAt(index)).map((active): tf.Scalar => {
    const { term, plugin } = active;
    prepare(judging, active);
    const step = discriminatorStep(context, judging, active, { index, draw: index, fakes, quiet: true });
    const evaluate = plugin.hooks.terms?.[term.name] as ((step: DiscriminatorStep) => tf.Scalar) | undefined;
    if (evaluate === undefined) throw new Error(`${term.key} is declared but not set up`);
    return tf.mul(evaluate(step), term.weight.at(index));
  });
  return values.length === 0 ? undefined : values.reduce((sum, value) => tf.add(sum, value));
};
