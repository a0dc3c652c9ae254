import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '../random/random.ts';

/** How `checkGradients` probes. */
export interface GradientCheck {
  /** 1 checks the gradient; 2 checks the gradient of ½‖gradient‖², which contains every second derivative. */
  readonly order?: 1 | 2;
  /** How far each number of the inputs is moved, by the order of magnitude; 0.004 suits inputs around 1. */
  readonly step?: number;
  /** Random directions tried. */
  readonly directions?: number;
}

type Scalar = (...inputs: tf.Tensor[]) => tf.Tensor;

/**
 * Compares gradients with central differences (Richardson-extrapolated) along random directions.
 *
 * Inputs should be away from kinks; one that makes no difference has gradient zero. Reads tensors synchronously: for tests only.
 *
 * @param f any output; its sum against fixed random weights is differentiated
 * @returns the largest error of a directional derivative, relative to what such a derivative is on average, the gradient's norm
 */
export function checkGradients(
  f: Scalar,
  inputs: readonly tf.Tensor[],
  { order = 1, step = 4e-3, directions = 3 }: GradientCheck = {},
): number {
  return tf.tidy(() => {
    const objective = order === 1 ? weighted(f) : squaredGradient(weighted(f));
    const gradients = tf.grads(objective)([...inputs]);
    const length = Math.hypot(...gradients.map((gradient) => tf.norm(gradient).dataSync()[0] ?? 0));
    const errors = Array.from({ length: directions }, (_, index) => {
      const draws = createRandom(index).stream('direction').at(0);
      // entries of variance one, bounded so that nothing is moved across a kink that is not close
      const direction = inputs.map(({ size, shape }) =>
        tf.tensor(draws.uniform(size, -Math.sqrt(3), Math.sqrt(3)), shape),
      );
      const exact = gradients.reduce((total, gradient, at) => total + dot(gradient, direction[at] ?? gradient), 0);
      const along = (distance: number): number =>
        valueOf(
          objective,
          inputs.map((input, at) => tf.add(input, tf.mul(direction[at] ?? input, distance))),
        );
      const quotient = (distance: number): number => (along(distance) - along(-distance)) / (2 * distance);
      return Math.abs((4 * quotient(step) - quotient(2 * step)) / 3 - exact);
    });
    const worst = Math.max(...errors);
    return length === 0 ? worst : worst / length;
  });
}

/** Under a tape, which objectives that take gradients of what they computed need; the derivative asked for is a trivial one. */
function valueOf(objective: Scalar, inputs: tf.Tensor[]): number {
  return tf.tidy(() => {
    const taped = tf.valueAndGrad((unused) => tf.add(objective(...inputs), tf.mul(unused, 0)));
    return taped(tf.scalar(0)).value.dataSync()[0] ?? Number.NaN;
  });
}

/** Σ output · weights, the weights fixed and uneven so that no error cancels. */
function weighted(f: Scalar): Scalar {
  return (...inputs) => {
    const output = f(...inputs);
    const weights = createRandom(7).stream('weights').at(0).uniform(output.size, 0.5, 1.5);
    const value = tf.sum(tf.mul(output, tf.tensor(weights, output.shape)));
    // an input that makes no difference has gradient zero, where tfjs would throw
    return inputs.reduce((total, input) => tf.add(total, tf.mul(tf.sum(input), 0)), value);
  };
}

function squaredGradient(f: Scalar): Scalar {
  return (...inputs) =>
    tf
      .grads(f)(inputs)
      .map((gradient) => tf.mul(0.5, tf.sum(tf.square(gradient))))
      .reduce((total, part) => tf.add(total, part));
}

/** In double precision, on the host. */
function dot(a: tf.Tensor, b: tf.Tensor): number {
  const right = b.dataSync<'float32'>();
  return a.dataSync<'float32'>().reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
