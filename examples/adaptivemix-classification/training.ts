import { createRandom } from '@ganreg/numerics';
import { Adam } from '@ganreg/core/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Labelled } from './labelled.ts';
import type { Classifier } from './network.ts';
import type { Objective } from './objectives.ts';

export const classCount = 10;
const batch = 64;

/** One-hot rows `[n, 10]`. */
export const oneHot = (labels: Uint8Array): tf.Tensor2D => {
  const hot = new Float32Array(labels.length * classCount);
  for (const [row, label] of labels.entries()) hot[row * classCount + label] = 1;
  return tf.tensor2d(hot, [labels.length, classCount]);
};

const adam = (learningRate: number): Adam =>
  new Adam({ learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, lazyCorrection: false });

/** A tenth of the rate, with the moments as they are. */
const slower = (optimizer: Adam): Adam => {
  const next = adam(0.0002);
  tf.tidy(() => next.restore(optimizer.save()));
  optimizer.dispose();
  return next;
};

/** Trains in place: Adam at 2e-3 for two thirds of the steps, then at 2e-4. */
export const train = (
  classifier: Classifier,
  { images, classes }: Labelled,
  objective: Objective,
  { epochs, seed }: { readonly epochs: number; readonly seed: number },
): void => {
  const random = createRandom(seed);
  const [count, height, width] = images.shape;
  const size = height * width;
  const pixels = images.dataSync();
  const perEpoch = Math.floor(count / batch);
  const total = epochs * perEpoch;
  let optimizer = adam(0.002);
  for (let step = 0; step < total; step += 1) {
    if (step === Math.floor((2 * total) / 3)) optimizer = slower(optimizer);
    const order = random
      .stream('order')
      .at(Math.floor(step / perEpoch))
      .permutation(count);
    const chosen = order.subarray((step % perEpoch) * batch, ((step % perEpoch) + 1) * batch);
    tf.tidy(() => {
      const values = new Float32Array(batch * size);
      for (const [row, index] of chosen.entries())
        values.set(pixels.subarray(index * size, (index + 1) * size), row * size);
      const given = {
        images: tf.tensor4d(values, [batch, height, width, 1]),
        labels: oneHot(Uint8Array.from(chosen, (index) => classes[index] ?? 0)),
        random,
        step,
      };
      const { grads } = tf.variableGrads(() => objective(classifier, given), [...classifier.variables.values()]);
      const gradients = [...classifier.variables].flatMap(([name, variable]) => {
        const gradient = grads[variable.name];
        return gradient === undefined ? [] : [[name, gradient] as const];
      });
      optimizer.apply(classifier.variables, new Map(gradients));
    });
  }
  optimizer.dispose();
};
