import * as tf from '@tensorflow/tfjs-core';
import { adamInOnePass } from '../native/adam.ts';

/** Running averages of gradients and of their squares. */
export interface AdamMoments {
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

/** Decays of the averages, the number that keeps the divisor from zero, and the rate with every correction. */
export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly rate: number;
}

/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1) for one tensor: m ← β₁m + (1-β₁)g, v ← β₂v + (1-β₂)g², θ ← θ - rate·m/(√v + ε).
 * In one pass on `wasm+native`.
 *
 * @param moments of the step before; none before the first
 * @returns new tensors
 */
export function adamStep(
  value: tf.Tensor,
  gradient: tf.Tensor,
  moments: Partial<AdamMoments>,
  settings: AdamSettings,
): AdamMoments & { readonly value: tf.Tensor } {
  const inOnePass = adamInOnePass(value, gradient, moments, settings);
  if (inOnePass) return inOnePass;
  const blend = (before: tf.Tensor | undefined, now: tf.Tensor, beta: number): tf.Tensor => {
    const share = tf.mul(now, 1 - beta);
    return before === undefined || beta === 0 ? share : tf.add(tf.mul(before, beta), share);
  };
  const first = blend(moments.first, gradient, settings.beta1);
  const second = blend(moments.second, tf.square(gradient), settings.beta2);
  const direction = tf.div(first, tf.add(tf.sqrt(second), settings.epsilon));
  return { value: tf.sub(value, tf.mul(direction, settings.rate)), first, second };
}
