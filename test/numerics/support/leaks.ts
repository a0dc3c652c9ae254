import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

/** Fails whatever leaves tensors behind: each test, or the suite as a whole where it prepares tensors of its own. */
export function watchTensors(scope: 'test' | 'suite'): void {
  const [before, after] = scope === 'test' ? [beforeEach, afterEach] : [beforeAll, afterAll];
  let tensors = 0;
  before(() => {
    tensors = tf.memory().numTensors;
  });
  after(() => {
    const left = tf.memory().numTensors - tensors;
    if (left !== 0) throw new Error(`${left} tensors left behind`);
  });
}
