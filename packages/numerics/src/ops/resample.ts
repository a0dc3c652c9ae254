import * as tf from '@tensorflow/tfjs-core';

/**
 * A linear map of rows and one of columns, applied to every channel: two matrix products, which every engine does fast and
 * differentiates to any order.
 *
 * @param x [B, H, W, C]
 * @param rows [height, H]
 * @param columns [width, W]
 * @returns [B, height, width, C]
 */
export function resample(x: tf.Tensor4D, rows: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor4D {
  const [batch, sourceHeight, sourceWidth, channels] = x.shape;
  const [height] = rows.shape;
  const [width] = columns.shape;
  const lines = tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [sourceHeight, batch * sourceWidth * channels]);
  const tall = tf.reshape(tf.matMul(rows, lines), [height, batch, sourceWidth, channels]);
  const across = tf.reshape(tf.transpose(tall, [2, 1, 0, 3]), [sourceWidth, batch * height * channels]);
  const wide: tf.Tensor4D = tf.reshape(tf.matMul(columns, across), [width, batch, height, channels]);
  return tf.transpose(wide, [1, 2, 0, 3]);
}
