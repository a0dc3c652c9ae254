import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { activate } from '../../activation.ts';
import { parameter } from '../../equalized.ts';
import type { FamilyForwards, NetworkState } from '../../family.ts';
import { featuresOf } from '../../features.ts';
import type { MlpOptions } from './definition.ts';

const layer = (tensors: typeof tf, x: Tensor2D, state: NetworkState, index: number): Tensor2D =>
  tensors.add(
    tensors.matMul(x, parameter<Tensor2D>(state.parameters, `${index}/kernel`)),
    parameter(state.parameters, `${index}/bias`),
  );

const hidden = (tensors: typeof tf, x: Tensor2D, state: NetworkState, options: MlpOptions): Tensor2D => {
  let h = x;
  for (let index = 0; index < options.depth; index += 1)
    h = activate(tensors, options.activation, layer(tensors, h, state, index));
  return h;
};

export const forwards: FamilyForwards<MlpOptions> = {
  generator: ({ tools: { tf }, options, description: { resolution, channels }, ...state }) => ({
    map: (latents) => latents,
    synthesize: (styles) => {
      const h = hidden(tf, styles as Tensor2D, state, options);
      const images = tf.reshape(layer(tf, h, state, options.depth), [
        -1,
        resolution,
        resolution,
        channels,
      ]) as tf.Tensor4D;
      return {
        images,
        styles,
        features: featuresOf(new Map([[1, tf.reshape(h, [-1, 1, 1, options.width])]]), 'the generator'),
      };
    },
  }),
  discriminator: ({ tools: { tf }, options, ...state }) => {
    const score = (embedding: Tensor2D): Tensor2D => layer(tf, embedding, state, options.depth);
    return {
      judge: (images) => {
        const embedding = hidden(tf, tf.reshape(images, [images.shape[0], -1]), state, options);
        const map = tf.reshape(embedding, [-1, 1, 1, options.width]) as tf.Tensor4D;
        return { logits: score(embedding), features: featuresOf(new Map([[1, map]]), 'the discriminator'), embedding };
      },
      score: (embedding) => score(embedding as Tensor2D),
      conclude: (smallest) => score(tf.reshape(smallest, [-1, options.width])),
    };
  },
};
