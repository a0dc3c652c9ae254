import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BindRequest } from '../../family.ts';
import { featuresOf } from '../../features.ts';
import type { Discriminator } from '../../types.ts';
import type { Stylegan2Options } from './options.ts';
import { biasAndActivation, binomial, dense, equalizedKernel, slope } from './layers.ts';
import { withMinibatchDeviation } from './minibatch-deviation.ts';

/** The residual (or plain) discriminator; its features are the outputs of its blocks, before the minibatch deviation. */
export const discriminator = (given: BindRequest<Stylegan2Options>): Discriminator => {
  const { tools, options, description, parameters } = given;
  const { tf, ops } = tools;
  const { resolution } = description;
  const residual = options.discriminator === 'resnet';

  const keep = (x: Tensor4D, path: string): Tensor4D => {
    const kernel = equalizedKernel(tf, parameters, path, Math.SQRT2);
    return biasAndActivation(tools, tf.conv2d(x, kernel, 1, 'same'), parameters, path, Math.SQRT2);
  };
  const down = (x: Tensor4D, path: string): Tensor4D => {
    // √2 of the activation, and √½ for the sum of two branches
    const gain = residual ? 1 : Math.SQRT2;
    const kernel = equalizedKernel(tf, parameters, path, gain);
    const smaller = tf.conv2d(ops.firFilter(x, binomial, 2, 2), kernel, 2, 'valid');
    return biasAndActivation(tools, smaller, parameters, path, gain);
  };
  const skip = (x: Tensor4D, path: string): Tensor4D =>
    tf.conv2d(ops.firDown(x), equalizedKernel(tf, parameters, path, Math.SQRT1_2), 1, 'valid');
  const block = (x: Tensor4D, side: number): Tensor4D => {
    const main = down(keep(x, `${side}/keep`), `${side}/down`);
    return residual ? tf.add(main, skip(x, `${side}/skip`)) : main;
  };
  const embed = (smallest: Tensor4D): Tensor2D => {
    const x = options.minibatchGroup > 1 ? withMinibatchDeviation(tf, smallest, options.minibatchGroup) : smallest;
    const flat = tf.reshape(keep(x, '4/keep'), [smallest.shape[0], -1]) as Tensor2D;
    return tf.leakyRelu(dense(tf, flat, parameters, '4/dense', { gain: Math.SQRT2 }), slope);
  };
  const score = (embedding: Tensor2D): Tensor2D => dense(tf, embedding, parameters, 'logit');

  return {
    judge: (images) => {
      const maps = new Map<number, Tensor4D>();
      let x = keep(images, 'image');
      for (let side = resolution; side > 4; side /= 2) {
        x = block(x, side);
        maps.set(side / 2, x);
      }
      const embedding = embed(x);
      return { logits: score(embedding), features: featuresOf(maps, 'the discriminator'), embedding };
    },
    score: (embedding) => score(embedding as Tensor2D),
    conclude: (smallest) => score(embed(smallest)),
  };
};
