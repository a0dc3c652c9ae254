import * as tf from '@tensorflow/tfjs-core';

/**
 * 1 - mean cosine similarity of corresponding vectors: one vector along `axis` for every place of the other axes.
 * A zero vector counts as similarity 0 and has a finite gradient.
 *
 * @param a of any shape
 * @param b of the same shape
 * @param options.axis the axis of the vectors, by default the last (channels)
 * @param options.epsilon floor of the product of both lengths
 * @returns a scalar in [0, 2]
 */
export function cosineDistance(
  a: tf.Tensor,
  b: tf.Tensor,
  { axis = -1, epsilon = 1e-8 }: { readonly axis?: number; readonly epsilon?: number } = {},
): tf.Scalar {
  tf.util.assertShapesMatch(a.shape, b.shape, 'cosineDistance: ');
  const along = (x: tf.Tensor): tf.Tensor => tf.sum(x, axis);
  const lengths = tf.mul(along(tf.square(a)), along(tf.square(b)));
  // the root only sees arguments ≥ ε²: its derivative at zero would be infinite
  const cosine = tf.div(along(tf.mul(a, b)), tf.sqrt(tf.maximum(lengths, epsilon * epsilon)));
  return tf.sub(1, tf.mean(cosine));
}
