import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './define.ts';
import { unbroadcast } from './unbroadcast.ts';

/** `tf.batchNorm` with given statistics, also without scale or offset (which stock tfjs cannot differentiate). */
export function installNormalisationGradients(): void {
  // scale is last: where it was left out, nothing was saved for it
  const saved = ['x', 'mean', 'variance', 'scale'] as const;
  defineGradient('FusedBatchNorm', saved, (dy, inputs, { varianceEpsilon }: tf.FusedBatchNormAttrs) => {
    const { x, mean, variance } = inputs;
    const scale: tf.Tensor | undefined = inputs.scale;
    const inverse = (): tf.Tensor => tf.rsqrt(tf.add(variance, varianceEpsilon));
    const scaled = (): tf.Tensor => tf.mul(dy, scale ? tf.mul(inverse(), scale) : inverse());
    const centred = (): tf.Tensor => tf.sub(x, mean);
    return {
      x: scaled,
      mean: () => unbroadcast(tf.neg(scaled()), mean.shape),
      variance: () =>
        unbroadcast(tf.mul(tf.mul(scaled(), centred()), tf.mul(tf.square(inverse()), -0.5)), variance.shape),
      scale: () => unbroadcast(tf.mul(dy, tf.mul(centred(), inverse())), mean.shape),
      offset: () => unbroadcast(dy, mean.shape),
    };
  });
}
