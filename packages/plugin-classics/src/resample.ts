import type { Setup } from '@ganreg/core';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

export type Tools = Pick<Setup<unknown, unknown>, 'tf' | 'ops'>;

/**
 * One matrix for each image, `[B, side, side]`: row i says where line i of the result comes from. A place between two lines mixes
 * them linearly, one outside the image is 0.
 *
 * @param from source of a line, in lines, of one image of the batch
 */
export const sampleMatrix = (
  { tf }: Tools,
  batch: number,
  side: number,
  from: (image: number, line: number) => number,
): Tensor3D => {
  const values = new Float32Array(batch * side * side);
  for (let image = 0; image < batch; image += 1) {
    for (let line = 0; line < side; line += 1) {
      const at = from(image, line);
      const whole = Math.floor(at);
      const row = (image * side + line) * side;
      if (whole >= 0 && whole < side) values[row + whole] = 1 - (at - whole);
      if (at > whole && whole + 1 >= 0 && whole + 1 < side) values[row + whole + 1] = at - whole;
    }
  }
  return tf.tensor3d(values, [batch, side, side]);
};

/** Moves lines and columns of each image `[B, H, W, C]` by its matrices; differentiable to any order. */
export const resample = ({ tf }: Tools, images: Tensor4D, rows: Tensor3D, columns: Tensor3D): Tensor4D => {
  const [batch, height, width, channels] = images.shape;
  const across = (x: Tensor4D): Tensor4D => tf.transpose(x, [0, 2, 1, 3]);
  const lines = tf.matMul(rows, tf.reshape(images, [batch, height, width * channels]));
  const turned = across(tf.reshape(lines, [batch, height, width, channels]));
  const moved = tf.matMul(columns, tf.reshape(turned, [batch, width, height * channels]));
  return across(tf.reshape(moved, [batch, width, height, channels]));
};
