import * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient of sum(y) in x, of x's shape, where y was computed from x earlier on the enclosing tape. No second forward
 * pass; the result can be differentiated again. This is how R1, WGAN-GP and path length read a verdict that exists already.
 *
 * To be called inside a function given to `tf.grad` or `tf.variableGrads` (only there tfjs records operations); throws where
 * y does not depend on x.
 */
export function inputGradient<X extends tf.Tensor>(y: tf.Tensor, x: X): X {
  // the gradient function of tfjs walks the tape behind whatever its argument returns, also what it did not itself compute
  const gradient = tf.grad(() => (y.rank === 0 ? y : tf.sum(y)));
  return gradient(x) as X;
}
