import * as tf from '@tensorflow/tfjs-core';
import type { Gradients, Player } from '../plugin/steps.ts';
import type { Logs } from './logs.ts';

/**
 * Keeps the sum of the first and the last gradient of a player for the end of the step. A term can be finite and its gradient not
 * (the root of 0); every term's gradient reaches one of these two, and a step must not end with weights that nothing can be learnt from.
 */
export const watchGradients = (logs: Logs, name: string, player: Player, gradients: Gradients): void => {
  const all = [...gradients.values()];
  const [first, last] = [all.at(0), all.at(-1)];
  if (first !== undefined && last !== undefined)
    logs.watch(name, player, tf.add<tf.Scalar>(tf.sum(first), tf.sum(last)));
};
