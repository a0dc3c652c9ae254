import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { adamStep } from '../ops/adam.ts';
import { chooseAddon, currentAddon } from './addon.ts';

const counting = (shape: number[], factor = 7): tf.Tensor =>
  tf.reshape(tf.sub(tf.div(tf.mod(tf.mul(tf.range(0, tf.util.sizeFromShape(shape)), factor), 23), 11), 1), shape);

/** Every kernel of the addon once or more, at sizes that fill no vector. */
const trials: Readonly<Record<string, () => tf.Tensor[]>> = {
  convolutions: () => {
    const [x, filter] = [counting([2, 7, 6, 5]) as tf.Tensor4D, counting([3, 4, 5, 19], 5) as tf.Tensor4D];
    const convolve = (image: tf.Tensor, kernel: tf.Tensor): tf.Tensor =>
      tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same');
    return [convolve(x, filter), ...tf.grads((a, b) => tf.sum(tf.square(convolve(a, b))))([x, filter])];
  },
  matMul: () => [
    tf.matMul(counting([3, 37, 13]), counting([3, 13, 35], 5)),
    tf.matMul(counting([13, 37]), counting([35, 13], 5), true, true),
  ],
  'depthwise convolution': () => [
    tf.depthwiseConv2d(counting([2, 7, 9, 5]) as tf.Tensor4D, counting([3, 2, 5, 1], 5) as tf.Tensor4D, [1, 2], 'same'),
  ],
  arithmetic: () => {
    const [x, y] = [counting([2, 5, 3, 7]), tf.add(counting([2, 1, 1, 7], 5), 3)];
    const combined = [tf.add(x, y), tf.sub(x, y), tf.mul(x, y), tf.div(x, y), tf.squaredDifference(x, y)];
    const applied = [tf.relu(x), tf.leakyRelu(x, 0.2), tf.step(x, 0.3), tf.square(x), tf.neg(x), tf.tanh(x)];
    return [...combined, ...applied, tf.sqrt(y), tf.rsqrt(y)];
  },
  sums: () => {
    // all of one sign: nothing cancels
    const x = tf.add(counting([3, 211, 17]), 2);
    return [tf.sum(x), tf.sum(x, 0), tf.mean(x, [0, 1]), tf.sum(x, 2), tf.mean(x, 1, true)];
  },
  Adam: () => {
    const [value, gradient] = [counting([77]), counting([77], 5)];
    const moments = { first: counting([77], 3), second: tf.square(counting([77], 9)) };
    const settings = { beta1: 0.5, beta2: 0.99, epsilon: 1e-3, rate: 0.01 };
    const next = adamStep(value, gradient, moments, settings);
    const start = adamStep(value, gradient, {}, settings);
    return [next.value, next.first, next.second, start.value];
  },
};

/**
 * Compares every kernel of the addon that is chosen with the one of `wasm` below it.
 *
 * @throws EngineError naming what is wrong
 */
export async function compareWithWasm(): Promise<void> {
  const addon = currentAddon();
  for (const [what, trial] of Object.entries(trials)) {
    chooseAddon(undefined);
    const [exact, found] = [tf.tidy(trial), (chooseAddon(addon), tf.tidy(trial))];
    const errors = await Promise.all(exact.map(async (one, index) => difference(one, found[index])));
    tf.dispose([exact, found]);
    if (!errors.every((error) => error <= 1e-5))
      throw new EngineError('self-test-failed', `wasm+native computes ${what} wrongly: off by ${Math.max(...errors)}.`);
  }
}

async function difference(exact: tf.Tensor, found: tf.Tensor | undefined): Promise<number> {
  const [one, other] = [await exact.data(), (await found?.data()) ?? []];
  return Math.max(
    0,
    ...Array.from(one, (value, at) => Math.abs(value - (other[at] ?? Number.NaN)) / (1 + Math.abs(value))),
  );
}
