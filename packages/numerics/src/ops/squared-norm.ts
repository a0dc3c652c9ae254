import * as tf from '@tensorflow/tfjs-core';

/** The sum of squares of all entries of all tensors, a scalar: ‖g‖² of a gradient that is a list. Throws for an empty list. */
export function squaredNorm(tensors: Iterable<tf.Tensor>): tf.Scalar {
  const squares = Array.from(tensors, (tensor) => tf.sum<tf.Scalar>(tf.square(tensor)));
  if (squares.length === 0) throw new RangeError('squaredNorm: no tensors');
  return squares.reduce((total, square) => tf.add(total, square));
}
