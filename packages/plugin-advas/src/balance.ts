import type { GradientHook, Gradients } from '@ganreg/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { length, plus, product, type Tools } from './gradients.ts';
import type { Options } from './options.ts';

/** Below this length a gradient is nothing. */
const tiny = 1e-12;

/**
 * g_total = g + λ·g_r with λ = min(1, ‖g‖/‖g_r‖) over all parameters together, a constant; a fixed λ is in g_r already. A g_r that
 * is not finite is left out and counted. Logs λ, both lengths and their cosine.
 */
export const balance =
  (tools: Tools, { lambda: kind }: Options) =>
  (gradients: Gradients, residual: Gradients, { log }: Parameters<GradientHook>[2]): Gradients => {
    const { tf } = tools;
    const [original, added] = [length(tools, gradients), length(tools, residual)];
    // Comparisons with NaN are false.
    const finite = tf.less(added, 3e38);
    const lambda: Scalar =
      kind === 'fixed' ? tf.scalar(1) : tf.minimum<Scalar>(1, tf.div(original, tf.maximum(added, tiny)));
    const cosine = tf.div<Scalar>(product(tools, gradients, residual), tf.maximum(tf.mul(original, added), tiny));
    const safe = (value: Scalar): Scalar => tf.where(finite, value, tf.scalar(0));
    const factor = safe(lambda);
    if (kind === 'automatic') log('lambda', factor);
    log('norm/original', original);
    log('norm/r', safe(added));
    log('cosine', safe(cosine));
    log('skipped', tf.sub<Scalar>(1, tf.cast(finite, 'float32')));
    return plus(tools, gradients, residual, (tensor) => {
      // Element by element: a scalar condition would be tiled to the tensor's shape.
      const numbers = tf.where(tf.isFinite(tensor), tensor, tf.zerosLike(tensor));
      return tf.mul(factor, numbers);
    });
  };
