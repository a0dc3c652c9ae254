import * as tf from '@tensorflow/tfjs-core';

/**
 * Repeats each pixel `factor` × `factor` times. Differentiable to any order.
 *
 * @param x [B, H, W, C]
 * @returns [B, factor·H, factor·W, C]
 */
export function upsampleNearest(x: tf.Tensor4D, factor = 2): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const copies = tf.zeros([1, factor, 1]);
  const wide = tf.add(tf.reshape(x, [batch * height * width, 1, channels]), copies);
  const tall = tf.add(tf.reshape(wide, [batch * height, 1, width * factor * channels]), copies);
  return tf.reshape(tall, [batch, height * factor, width * factor, channels]);
}

/**
 * Averages blocks of `factor` × `factor` pixels. Differentiable to any order.
 *
 * @param x [B, H, W, C] with H and W divisible by `factor`; throws a RangeError otherwise
 * @returns [B, H/factor, W/factor, C]
 */
export function averageDown(x: tf.Tensor4D, factor = 2): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (height % factor !== 0 || width % factor !== 0)
    throw new RangeError(`averageDown: ${height}×${width} is not divisible by ${factor}`);
  const [rows, columns] = [height / factor, width / factor];
  const short = tf.mean(tf.reshape(x, [batch * rows, factor, width * channels]), 1);
  const small = tf.mean(tf.reshape(short, [batch * rows * columns, factor, channels]), 1);
  return tf.reshape(small, [batch, rows, columns, channels]);
}
