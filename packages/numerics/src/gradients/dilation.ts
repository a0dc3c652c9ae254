import * as tf from '@tensorflow/tfjs-core';

/** A filter [H, W, I, O] with `down - 1` and `across - 1` zeros between neighbouring taps. */
export function insertZeros(filter: tf.Tensor, down: number, across: number): tf.Tensor {
  return spread(spread(filter, 0, down), 1, across);
}

/** Every `down`-th row and `across`-th column of a filter: the adjoint of `insertZeros`. */
export function keepEvery(filter: tf.Tensor, down: number, across: number): tf.Tensor {
  return gather(gather(filter, 0, down), 1, across);
}

function spread(x: tf.Tensor, axis: number, every: number): tf.Tensor {
  if (every === 1) return x;
  const { before, size, after, shape } = around(x, axis);
  const padded = tf.pad(tf.reshape(x, [before * size, 1, after]), [
    [0, 0],
    [0, every - 1],
    [0, 0],
  ]);
  const whole = tf.reshape(padded, [before, size * every, after]);
  const length = (size - 1) * every + 1;
  return tf.reshape(tf.slice(whole, [0, 0, 0], [before, length, after]), shape(length));
}

function gather(x: tf.Tensor, axis: number, every: number): tf.Tensor {
  if (every === 1) return x;
  const { before, size, after, shape } = around(x, axis);
  const kept = Math.ceil(size / every);
  const whole = tf.pad(tf.reshape(x, [before, size, after]), [
    [0, 0],
    [0, kept * every - size],
    [0, 0],
  ]);
  const rows = tf.reshape(whole, [before * kept, every, after]);
  return tf.reshape(tf.slice(rows, [0, 0, 0], [before * kept, 1, after]), shape(kept));
}

/** A tensor seen as [before, size, after] about one axis; `shape(n)` is its own shape with that axis n long. */
function around(x: tf.Tensor, axis: number) {
  return {
    before: tf.util.sizeFromShape(x.shape.slice(0, axis)),
    size: x.shape[axis] ?? 1,
    after: tf.util.sizeFromShape(x.shape.slice(axis + 1)),
    shape: (length: number): number[] => x.shape.with(axis, length),
  };
}
