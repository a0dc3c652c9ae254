import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { batchNorm } from '../../batch-norm.ts';
import { parameter } from '../../equalized.ts';
import type { BindRequest } from '../../family.ts';
import { featuresOf } from '../../features.ts';
import type { ForwardRequest, Generator } from '../../types.ts';
import { generatorChannels } from './geometry.ts';
import type { ResnetOptions } from './options.ts';

/** The generator; its features are block outputs, and it can be entered at each of them. */
export const generator = ({
  tools,
  options,
  description: { resolution },
  ...state
}: BindRequest<ResnetOptions>): Generator => {
  const { tf, ops } = tools;
  const { parameters } = state;
  const convolution = (x: Tensor4D, path: string): Tensor4D =>
    tf.add<Tensor4D>(
      tf.conv2d(x, parameter<Tensor4D>(parameters, `${path}/kernel`), 1, 'same'),
      parameter(parameters, `${path}/bias`),
    );
  const activated = (x: Tensor4D, path: string, request?: ForwardRequest): Tensor4D =>
    tf.relu(options.batchNorm ? batchNorm(tools, x, state, path, request) : x);
  const block = (x: Tensor4D, side: number, request?: ForwardRequest): Tensor4D => {
    const wide = ops.upsampleNearest(activated(x, `${side}/norm1`, request));
    const first = convolution(wide, `${side}/first`);
    const second = convolution(activated(first, `${side}/norm2`, request), `${side}/second`);
    // a 1×1 convolution and nearest upsampling commute
    return tf.add(second, ops.upsampleNearest(convolution(x, `${side}/skip`)));
  };
  const ascend = (
    from: Tensor4D,
    side: number,
    request: ForwardRequest | undefined,
    maps?: Map<number, Tensor4D>,
  ): Tensor4D => {
    let x = from;
    for (let next = side * 2; next <= resolution; next *= 2) {
      x = block(x, next, request);
      if (next < resolution) maps?.set(next, x);
    }
    return tf.tanh(convolution(activated(x, 'image/norm', request), 'image'));
  };
  return {
    map: (latents) => latents,
    synthesize: (styles, request) => {
      const seed = tf.matMul(styles, parameter<Tensor2D>(parameters, '4/kernel'));
      const start = tf.reshape(tf.add(seed, parameter(parameters, '4/bias')), [
        -1,
        4,
        4,
        generatorChannels(options, resolution, 4),
      ]) as Tensor4D;
      const maps = new Map([[4, start]]);
      const images = ascend(start, 4, request, maps);
      return { images, styles, features: featuresOf(maps, 'the generator') };
    },
    resume: ({ features, resolution: side }, request) => ascend(features, side, request),
  };
};
