import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { parameter } from '../../equalized.ts';
import type { Tools } from '../../family.ts';
import type { Parameters } from '../../types.ts';
import { binomial, dense } from './layers.ts';

const perChannel = ({ tf }: Tools, factors: Tensor2D): Tensor4D =>
  tf.reshape(factors, [factors.shape[0], 1, 1, factors.shape[1]]);

/**
 * 3×3 convolution with kernels scaled per image by its style and brought back to unit length (Karras et al. 2020, eq. 1–3),
 * times √2. Scaling the activations before and after one shared convolution equals scaling the kernels; unlike that form it is
 * differentiable twice and needs no kernel per image. `doubles` makes it a transposed convolution followed by the FIR filter.
 */
export const modulatedConvolution = (
  tools: Tools,
  x: Tensor4D,
  style: Tensor2D,
  parameters: Parameters,
  path: string,
  doubles: boolean,
): Tensor4D => {
  const { tf, ops } = tools;
  const kernel = parameter<Tensor4D>(parameters, `${path}/kernel`);
  const factors = dense(tf, style, parameters, `${path}/style`);
  const energy = tf.sum<Tensor2D>(tf.square(kernel), [0, 1]);
  const lengths = tf.matMul(tf.square(factors), energy, false, doubles);
  const normalised = tf.mul<Tensor2D>(tf.rsqrt(tf.add(lengths, 1e-8)), Math.SQRT2);
  const scaled = tf.mul<Tensor4D>(x, perChannel(tools, factors));
  const [batch, height, width] = scaled.shape;
  const convolved = doubles
    ? ops.firFilter(
        tf.conv2dTranspose(scaled, kernel, [batch, 2 * height + 1, 2 * width + 1, kernel.shape[2]], 2, 'valid'),
        binomial.map((tap) => 2 * tap),
        1,
        1,
      )
    : tf.conv2d(scaled, kernel, 1, 'same');
  return tf.mul(convolved, perChannel(tools, normalised));
};

/** A 1×1 convolution to the image, scaled by the style but not brought back to unit length. */
export const modulatedImage = (
  tools: Tools,
  x: Tensor4D,
  style: Tensor2D,
  parameters: Parameters,
  path: string,
): Tensor4D => {
  const { tf } = tools;
  const kernel = parameter<Tensor4D>(parameters, `${path}/kernel`);
  const factors = tf.mul<Tensor2D>(dense(tf, style, parameters, `${path}/style`), 1 / Math.sqrt(kernel.shape[2]));
  const convolved = tf.conv2d(tf.mul<Tensor4D>(x, perChannel(tools, factors)), kernel, 1, 'valid');
  return tf.add<Tensor4D>(convolved, parameter<Tensor>(parameters, `${path}/bias`));
};
