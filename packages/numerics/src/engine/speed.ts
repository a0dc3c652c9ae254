import * as tf from '@tensorflow/tfjs-core';

/** Billions of multiplications and additions a second. */
export interface Speed {
  readonly matMul: number;
  readonly convolution: number;
  readonly filterGradient: number;
}

/** Measures the current engine with operations for about a quarter of a second each, the best of several runs. */
export async function measureSpeed(): Promise<Speed> {
  // small enough for the plain JavaScript engine, which is a hundred times slower than any other
  const slow = tf.getBackend() === 'cpu';
  const rate = async (operations: number, make: () => tf.Tensor): Promise<number> => {
    let best = Number.POSITIVE_INFINITY;
    let runs = 0;
    const start = performance.now();
    do {
      const before = performance.now();
      const result = make();
      const last = tf.tidy(() => tf.sum(result));
      await last.data();
      best = Math.min(best, performance.now() - before);
      tf.dispose([result, last]);
      // the first runs compile
    } while (++runs < (slow ? 2 : 4) || performance.now() - start < 250);
    return operations / best / 1e6;
  };
  const [side, batch, size, channels] = slow ? [64, 1, 8, 16] : [512, 8, 32, 64];
  const [a, x, w] = [
    tf.ones([side, side]),
    tf.ones<tf.Rank.R4>([batch, size, size, channels]),
    tf.ones<tf.Rank.R4>([3, 3, channels, channels]),
  ];
  const convolve = (filter: tf.Tensor): tf.Tensor => tf.conv2d(x, filter as tf.Tensor4D, 1, 'same');
  const work = 2 * batch * size * size * 9 * channels * channels;
  const speed = {
    matMul: await rate(2 * side ** 3, () => tf.matMul(a, a)),
    convolution: await rate(work, () => convolve(w)),
    // forward and filter gradient in one: half of the time is the gradient's, more or less
    filterGradient: await rate(2 * work, () => tf.tidy(() => tf.grad((filter) => tf.sum(convolve(filter)))(w))),
  };
  tf.dispose([a, x, w]);
  return speed;
}
