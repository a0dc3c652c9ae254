import * as tf from '@tensorflow/tfjs-core';

/**
 * Resizes images with pixel centres at half-integers and, when shrinking, a triangle widened to the scale (as PIL's and
 * torchvision's antialiased bilinear filter do). Two matrix products, so it is differentiable to any order on every engine.
 *
 * @param x [B, H, W, C]
 * @param size [height, width] of the result
 */
export function resizeAntialiased(x: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const lines = tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [rows, batch * columns * channels]);
  const tall = tf.matMul(weights(rows, height), lines);
  const across = tf.transpose(tf.reshape(tall, [height, batch, columns, channels]), [2, 1, 0, 3]);
  const wide = tf.matMul(weights(columns, width), tf.reshape(across, [columns, batch * height * channels]));
  return tf.transpose(tf.reshape(wide, [width, batch, height, channels]), [1, 2, 0, 3]);
}

/** Row `i` holds the weights, summing to 1, of the source pixels that make target pixel `i`. */
function weights(source: number, target: number): tf.Tensor2D {
  const scale = source / target;
  const support = Math.max(1, scale);
  const rows = Array.from({ length: target }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const raw = Array.from({ length: source }, (__, at) => Math.max(0, 1 - Math.abs((at + 0.5 - centre) / support)));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return raw.map((weight) => weight / sum);
  });
  return tf.tensor2d(rows, [target, source]);
}
