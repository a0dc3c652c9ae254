import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from '../plugin/steps.ts';

/** The objective of one half: the summed group, and the terms whose gradients are kept apart. */
export interface Objective {
  readonly summed: tf.Scalar;
  readonly separate: ReadonlyMap<string, tf.Scalar>;
}

export interface Differentiated {
  readonly gradients: Gradients;
  readonly separate: Readonly<Record<string, Gradients>>;
  /** Frees the separate gradients, which outlive the tape's own scope. */
  readonly release: () => void;
}

/**
 * The gradient of a value that the enclosing tape already holds, itself on that tape. A parameter that the value does not depend
 * on is missing, also when that is all of them.
 */
export const gradientOf = (value: tf.Scalar, variables: ReadonlyMap<string, tf.Tensor>): Gradients => {
  // tf.variableGrads throws when no variable is reached: a term may be constant in its player on some steps.
  const { grads } = tf.engine().gradients(() => value, [...variables.values()], undefined, true);
  const reached = grads as readonly (tf.Tensor | undefined)[];
  return new Map(
    [...variables.keys()].flatMap((path, place): [string, tf.Tensor][] => {
      const gradient = reached[place];
      return gradient === undefined ? [] : [[path, gradient]];
    }),
  );
};

const byPath = (variables: ReadonlyMap<string, tf.Variable>, grads: tf.NamedTensorMap): Map<string, tf.Tensor> => {
  const result = new Map<string, tf.Tensor>();
  for (const [path, variable] of variables) {
    const gradient = grads[variable.name];
    // variableGrads reports null for a variable that the objective does not reach.
    if (gradient !== undefined && gradient !== null) result.set(path, gradient);
  }
  return result;
};

/**
 * One gradient per objective group on one tape: the separate terms are differentiated first, inside, on tensors that the outer
 * tape already holds. Call inside `tf.tidy`.
 */
export const differentiate = (
  variables: ReadonlyMap<string, tf.Variable>,
  objective: () => Objective,
): Differentiated => {
  const list = [...variables.values()];
  const separate: Record<string, Gradients> = {};
  const { grads } = tf.variableGrads(() => {
    const { summed, separate: apart } = objective();
    for (const [key, value] of apart) {
      const inner = gradientOf(value, variables);
      for (const gradient of inner.values()) tf.keep(gradient);
      separate[key] = inner;
    }
    return summed;
  }, list);
  return {
    gradients: byPath(variables, grads),
    separate,
    release: () => tf.dispose(Object.values(separate).flatMap((each) => [...each.values()])),
  };
};
