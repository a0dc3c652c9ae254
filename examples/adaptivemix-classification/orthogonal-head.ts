import type { Draws } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';

/** Orthonormal class directions `[classes, size]`, by Gram and Schmidt on random rows. They are never trained. */
export const orthonormalRows = (classes: number, size: number, draws: Draws): tf.Tensor2D => {
  if (classes > size) throw new RangeError(`${classes} directions do not fit into ${size} dimensions`);
  const rows: number[][] = [];
  while (rows.length < classes) {
    const row = [...draws.normal(size)];
    // Twice is enough: the second round removes what rounding left of the first.
    for (const other of [...rows, ...rows]) {
      const along = row.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
      for (const [i, value] of other.entries()) row[i] = (row[i] ?? 0) - along * value;
    }
    const length = Math.hypot(...row);
    rows.push(row.map((value) => value / length));
  }
  return tf.tensor2d(rows);
};

/** |w_k · f| for each class: `[B, size]`, `[classes, size]` → `[B, classes]`, in [0, 1] for unit features. */
export const absoluteCosines = (features: tf.Tensor2D, directions: tf.Tensor2D): tf.Tensor2D =>
  tf.abs(tf.matMul(features, directions, false, true));

/** Each row divided by its length. */
export const unitRows = (features: tf.Tensor2D): tf.Tensor2D =>
  tf.mul(features, tf.rsqrt(tf.add(tf.sum(tf.square(features), 1, true), 1e-12)));

/** Softmax cross-entropy of each row `[B]`; `labels` one-hot `[B, classes]`. */
export const crossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Tensor1D => {
  const highest = tf.max(logits, 1, true);
  const shifted = tf.sub(logits, highest);
  return tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), tf.sum(tf.mul(shifted, labels), 1));
};
