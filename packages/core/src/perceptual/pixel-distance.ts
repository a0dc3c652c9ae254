import * as tf from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { PerceptualDistance } from './types.ts';

/** Mean squared error over all values of images in [-1, 1]. Also right for points, `[B, 1, 1, 2]`. */
export function pixelDistance(): PerceptualDistance {
  return {
    name: 'mse',
    description: 'mean squared error of pixels in [-1, 1]',
    distance: (a, b) => tf.tidy(() => tf.mean(tf.square(tf.sub(a, b))) as Scalar),
    macsPerImage: () => 0,
    dispose: () => undefined,
  };
}
