import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Tools } from '../family.ts';

/**
 * Bilinear reduction by an even factor with pixel centres at half-integers and no antialiasing, as GLeaD's published code
 * resizes: each pixel is the mean of the 2×2 pixels in the middle of its block. `[B, r, r, C]` → `[B, to, to, C]`.
 */
export const shrink = ({ tf, ops }: Tools, maps: Tensor4D, to: number): Tensor4D => {
  const [batch, side, , channels] = maps.shape;
  const factor = side / to;
  if (factor === 1) return maps;
  if (factor === 2) return ops.averageDown(maps);
  const middle = factor / 2 - 1;
  const lines = tf.reshape(maps, [batch * to, factor, side * channels]);
  const short = tf.reshape(tf.mean(tf.slice(lines, [0, middle, 0], [-1, 2, -1]), 1), [
    batch * to * to,
    factor,
    channels,
  ]);
  return tf.reshape(tf.mean(tf.slice(short, [0, middle, 0], [-1, 2, -1]), 1), [batch, to, to, channels]);
};
