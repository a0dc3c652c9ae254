import * as tf from '@tensorflow/tfjs-core';
import { wrongTermValue } from '../errors/training.ts';
import { weightAt } from '../plan/types.ts';
import type { Player } from '../plugin/steps.ts';
import type { ActiveTerm } from './context.ts';
import type { Objective } from './differentiate.ts';
import type { Logs } from './logs.ts';

const checked = ({ term }: ActiveTerm, value: unknown): tf.Scalar => {
  if (!(value instanceof tf.Tensor))
    throw wrongTermValue(
      term.owner,
      term.name,
      `returned ${value instanceof Promise ? 'a promise' : typeof value}, not a tensor`,
    );
  if (value.isDisposed) throw wrongTermValue(term.owner, term.name, 'returned a disposed tensor');
  if (value.rank !== 0)
    throw wrongTermValue(term.owner, term.name, `returned a tensor of shape [${value.shape.join(', ')}], not a scalar`);
  return value as tf.Scalar;
};

/** Adds the weighted terms to the adversarial loss in the order of their keys; terms declared `separate` are kept apart. */
export const composeObjective = (
  player: Player,
  adversarial: tf.Scalar | undefined,
  terms: readonly ActiveTerm[],
  value: (term: ActiveTerm) => unknown,
  step: number,
  logs: Logs,
): Objective => {
  let summed = adversarial;
  const separate = new Map<string, tf.Scalar>();
  const parts = new Map<string, tf.Scalar>(adversarial && [[`loss/${player}`, adversarial]]);
  for (const active of terms) {
    const { term } = active;
    const raw = checked(active, value(active));
    logs.add(term.key, raw);
    const weight = weightAt(term, step);
    if (term.weight.scheduled) logs.add(`weight/${term.key}`, tf.scalar(term.weight.at(step)));
    const weighted = weight === 1 ? raw : tf.mul<tf.Scalar>(raw, weight);
    parts.set(term.key, weighted);
    if (term.declaration.gradient === 'separate') separate.set(term.key, weighted);
    else summed = summed === undefined ? weighted : tf.add<tf.Scalar>(summed, weighted);
  }
  return { summed: summed ?? tf.scalar(0), separate, parts };
};
