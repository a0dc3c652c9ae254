import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { parameter } from '../../equalized.ts';
import type { BindRequest } from '../../family.ts';
import type { ForwardRequest } from '../../types.ts';
import type { Stylegan2Options } from './options.ts';
import { styleCount } from './geometry.ts';
import { dense, slope } from './layers.ts';
import { mappingRate } from './parameters.ts';

/**
 * The mapping network (Karras et al. 2019): z is normalised to mean square 1; the result is one style per slot,
 * `[B, slots, styleSize]`. In training with draws, a share `mixing` of the batches takes the slots from a random one on from
 * other latents; what is observed is the average style of the batch's own latents.
 */
export const mapping = ({
  tools: { tf, ops },
  options,
  description: { resolution, latentSize },
  parameters,
  buffers,
}: BindRequest<Stylegan2Options>) => {
  const slots = styleCount(resolution);
  const styleOf = (latents: Tensor2D): Tensor2D => {
    const square = tf.mean(tf.square(latents), 1, true);
    let style = tf.mul<Tensor2D>(latents, tf.rsqrt(tf.add(square, 1e-8)));
    for (let layer = 0; layer < options.mappingLayers; layer += 1)
      style = tf.leakyRelu(
        dense(tf, style, parameters, `mapping/${layer}`, { rate: mappingRate, gain: Math.SQRT2 }),
        slope,
      );
    return style;
  };
  const observeAverage = (style: Tensor2D, { observe, mode }: ForwardRequest): void => {
    if (observe === undefined || mode === 'evaluation') return;
    const decay = options.averageDecay;
    observe.record('mapping/average', tf.mean(style, 0), decay);
  };
  const truncated = (style: Tensor2D, truncation: number): Tensor2D => {
    const average = parameter<Tensor1D>(buffers, 'mapping/average');
    return tf.add(tf.mul(tf.sub(style, average), truncation), average);
  };
  const mixed = (style: Tensor2D, draws: NonNullable<ForwardRequest['draws']>): readonly Tensor2D[] => {
    if (draws.number() >= options.mixing) return Array<Tensor2D>(slots).fill(style);
    const cutoff = 1 + (draws.integers(1, slots - 1)[0] ?? 0);
    const other = styleOf(ops.normalTensor(draws, [style.shape[0], latentSize]) as Tensor2D);
    return Array.from({ length: slots }, (_, slot) => (slot < cutoff ? style : other));
  };
  return (latents: Tensor2D, request: ForwardRequest = {}): Tensor => {
    const own = styleOf(latents);
    observeAverage(own, request);
    const { truncation = 1, draws, mode } = request;
    const style = truncation === 1 ? own : truncated(own, truncation);
    const each =
      mode === 'evaluation' || draws === undefined || options.mixing === 0
        ? Array<Tensor2D>(slots).fill(style)
        : mixed(style, draws);
    return tf.stack([...each], 1);
  };
};
