import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { ParameterSpecs } from './description.ts';
import { parameter } from './equalized.ts';
import type { NetworkState, Tools } from './family.ts';
import type { ForwardRequest } from './types.ts';

/** The estimate of the first left singular vector of each kernel. */
export const spectralBuffers = (path: string, outputs: number): ParameterSpecs => ({
  [`${path}/direction`]: { shape: [outputs], initial: { normal: 1 } },
});

/**
 * A kernel `[…, output]` divided by its largest singular value (Miyato et al., ICLR 2018, algorithm 1), estimated by one power
 * iteration from the stored direction. The new direction is only reported to `request.observe`; gradients see both singular
 * vectors as constants.
 */
export const spectrallyNormal = <T extends Tensor>(
  { tf, ops }: Tools,
  state: NetworkState,
  path: string,
  { mode, observe }: ForwardRequest = {},
): T => {
  const kernel = parameter<T>(state.parameters, `${path}/kernel`);
  const outputs = kernel.shape.at(-1) ?? 1;
  const matrix = tf.reshape(kernel, [-1, outputs]) as Tensor2D;
  const unit = (vector: Tensor2D): Tensor2D => tf.mul(vector, tf.rsqrt(tf.add(tf.sum(tf.square(vector)), 1e-12)));
  const stored = tf.reshape(parameter(state.buffers, `${path}/direction`), [outputs, 1]) as Tensor2D;
  const [left, right] = tf.tidy(() => {
    const frozen = ops.stopGradient(matrix);
    const v = unit(tf.matMul(frozen, unit(stored)));
    const u = mode === 'evaluation' ? unit(stored) : unit(tf.matMul(frozen, v, true));
    return [v, u];
  });
  if (mode !== 'evaluation') observe?.record(`${path}/direction`, tf.reshape(right, [outputs]));
  const largest = tf.sum(tf.mul(left, tf.matMul(matrix, right)));
  return tf.div(kernel, largest);
};
