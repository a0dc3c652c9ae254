import * as tf from '@tensorflow/tfjs-core';
import type { Case } from './case.ts';
import { numbers, weights } from './inputs.ts';

/** Largest relative errors of one row: a gradient against finite differences and against the float64 reference. */
export interface Errors {
  readonly differences: number;
  readonly reference: number;
}
/** One row on one engine; a string is what was thrown. */
export interface Measured {
  readonly name: string;
  readonly value: number | string;
  readonly first: Errors | string;
  readonly second: Errors | string;
}
export interface Reference {
  readonly value: number;
  readonly first: readonly (readonly number[])[];
  readonly second: readonly (readonly number[])[];
}

type Objective = (...inputs: tf.Tensor[]) => tf.Scalar;

/** Measures one row on the current engine. Reads tensors synchronously. */
export function measure(row: Case, reference: Reference): Measured {
  const inputs = row.inputs.map((input, at) => tf.tensor(numbers(`${row.name}/${at}`, input), input.shape));
  try {
    const objective = weighted(row);
    return {
      name: row.name,
      value: attempt(() => relative([valueOf(objective, inputs)], [reference.value])),
      first: attempt(() => compare(objective, inputs, reference.first)),
      second: attempt(() => compare(halfSquaredGradient(objective), inputs, reference.second)),
    };
  } finally {
    tf.dispose(inputs);
  }
}

/** What is thrown is a result too: stock TensorFlow.js throws for many rows. */
function attempt<Result>(body: () => Result): Result | string {
  try {
    return tf.tidy(body as () => never);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
  }
}

/** Σ weight · (y + y²/2): the square makes second derivatives of linear operations say something. */
function weighted({ name, run }: Case): Objective {
  return (...inputs) => {
    const y = run(...(inputs as Parameters<Case['run']>));
    const each = tf.add(y, tf.mul(tf.square(y), 0.5));
    return tf.sum(tf.mul(each, tf.tensor(weights(name, y.shape), y.shape)));
  };
}

/** ½‖∇f‖², whose gradient contains every second derivative of f. */
function halfSquaredGradient(objective: Objective): Objective {
  return (...inputs) => {
    const squares = tf
      .grads(objective)(inputs)
      .map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient)));
    return tf.mul(
      squares.reduce((total, square) => tf.add(total, square)),
      0.5,
    );
  };
}

function compare(objective: Objective, inputs: tf.Tensor[], reference: Reference['first']): Errors {
  const gradients = tf
    .grads(objective)(inputs)
    .map((gradient) => gradient.dataSync<'float32'>());
  const exact = reference.flat();
  return {
    differences: differenceError(objective, inputs, gradients, length(exact)),
    reference: relative(
      gradients.flatMap((gradient) => [...gradient]),
      exact,
    ),
  };
}

/**
 * Directional derivatives along fixed random directions against Richardson-extrapolated central differences. The directions have
 * entries of order one, so that such a derivative is about as large as the gradient's norm, `scale`.
 */
function differenceError(
  objective: Objective,
  inputs: tf.Tensor[],
  gradients: readonly Float32Array[],
  scale: number,
): number {
  const errors = [0, 1].map((index) => {
    const direction = inputs.map(({ shape }, at) => numbers(`direction ${index}/${at}`, { shape, kind: 'away' }));
    const exact = direction.reduce((total, values, at) => total + dot(values, gradients[at] ?? []), 0);
    const along = (distance: number): number =>
      tf.tidy(() => {
        const moved = inputs.map((input, at) =>
          tf.add(input, tf.mul(tf.tensor(direction[at] ?? [], input.shape), distance)),
        );
        return valueOf(objective, moved);
      });
    const quotient = (distance: number): number => (along(distance) - along(-distance)) / (2 * distance);
    return Math.abs((4 * quotient(step) - quotient(2 * step)) / 3 - exact);
  });
  return Math.max(...errors) / Math.max(scale, 1e-12);
}

/** Of each number, about. */
const step = 1e-2;

/** Under a tape, which objectives that take gradients of what they computed need; the derivative asked for is a trivial one. */
function valueOf(objective: Objective, inputs: tf.Tensor[]): number {
  const taped = tf.valueAndGrad((unused) => tf.add(objective(...inputs), tf.mul(unused, 0)));
  return taped(tf.scalar(0)).value.dataSync()[0] ?? Number.NaN;
}

function relative(actual: readonly number[], exact: readonly number[]): number {
  const difference = actual.map((value, at) => value - (exact[at] ?? Number.NaN));
  return length(difference) / Math.max(length(exact), 1e-12);
}

const length = (values: readonly number[]): number => Math.hypot(...values);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((total, value, at) => total + value * (b[at] ?? 0), 0);
