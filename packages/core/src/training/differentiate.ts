import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from '../plugin/steps.ts';

/** The objective of one half: the summed group, and the terms whose gradients are kept apart. */
export interface Objective {
  readonly summed: tf.Scalar;
  readonly separate: ReadonlyMap<string, tf.Scalar>;
  /** The adversarial loss and every weighted term by its key in the logs. */
  readonly parts: ReadonlyMap<string, tf.Scalar>;
}

export interface Differentiated {
  readonly gradients: Gradients;
  readonly separate: Readonly<Record<string, Gradients>>;
  /** Frees the separate gradients, which outlive the tape's own scope. */
  readonly release: () => void;
}

/** A parameter that the objective does not reach is missing. */
const byPath = (
  variables: ReadonlyMap<string, tf.Tensor>,
  gradients: readonly (tf.Tensor | null | undefined)[],
): Map<string, tf.Tensor> =>
  new Map(
    [...variables.keys()].flatMap((path, place): [string, tf.Tensor][] => {
      const gradient = gradients[place];
      return gradient === undefined || gradient === null ? [] : [[path, gradient]];
    }),
  );

/**
 * The gradient of a value that the enclosing tape already holds, itself on that tape. A parameter that the value does not depend
 * on is missing, also when that is all of them.
 */
export const gradientOf = (value: tf.Scalar, variables: ReadonlyMap<string, tf.Tensor>): Gradients => {
  // tf.variableGrads throws when no variable is reached: a term may be constant in its player on some steps.
  const { grads } = tf.engine().gradients(() => value, [...variables.values()], undefined, true);
  return byPath(variables, grads);
};

/**
 * One gradient per objective group on one tape: the separate terms are differentiated first, inside, on tensors that the outer
 * tape already holds. Call inside `tf.tidy`.
 *
 * @param observe is given the parts while the tape still runs
 */
export const differentiate = (
  variables: ReadonlyMap<string, tf.Variable>,
  objective: () => Objective,
  observe?: (parts: Objective['parts']) => void,
): Differentiated => {
  const list = [...variables.values()];
  const separate: Record<string, Gradients> = {};
  const { grads } = tf.engine().gradients(
    () => {
      const { summed, separate: apart, parts } = objective();
      observe?.(parts);
      for (const [key, value] of apart) {
        const inner = gradientOf(value, variables);
        for (const gradient of inner.values()) tf.keep(gradient);
        separate[key] = inner;
      }
      return summed;
    },
    list,
    undefined,
    true,
  );
  return {
    gradients: byPath(variables, grads),
    separate,
    release: () => tf.dispose(Object.values(separate).flatMap((each) => [...each.values()])),
  };
};
