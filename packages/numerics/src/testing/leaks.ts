import * as tf from '@tensorflow/tfjs-core';

/** How many tensors `body` leaves behind; what it returns does not count when it is a tensor or a list of tensors. */
export function countLeaks(body: () => tf.TensorContainer): number {
  const before = tf.memory().numTensors;
  const result = body();
  tf.dispose(result);
  return tf.memory().numTensors - before;
}

/** Throws when `body` leaves tensors behind besides its result. */
export function expectNoLeak(body: () => tf.TensorContainer): void {
  // the first run may fill caches that are meant to stay
  tf.dispose(body());
  const leaked = countLeaks(body);
  if (leaked !== 0) throw new Error(`${leaked} tensors leaked`);
}
