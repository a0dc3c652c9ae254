import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { parameter } from '../../equalized.ts';
import type { BindRequest } from '../../family.ts';
import { featuresOf } from '../../features.ts';
import { spectrallyNormal } from '../../spectral-norm.ts';
import type { Discriminator, ForwardRequest } from '../../types.ts';
import { discriminatorBlocks, type DiscriminatorBlock } from './geometry.ts';
import type { ResnetOptions } from './options.ts';

/** The discriminator (critic); its features are block outputs. */
export const discriminator = ({
  tools,
  options,
  description: { resolution, channels },
  ...state
}: BindRequest<ResnetOptions>): Discriminator => {
  const { tf, ops } = tools;
  const blocks = discriminatorBlocks(options, resolution, channels);
  const kernelOf = <T extends Tensor>(path: string, request?: ForwardRequest): T =>
    options.spectralNorm
      ? spectrallyNormal<T>(tools, state, path, request)
      : parameter<T>(state.parameters, `${path}/kernel`);
  const convolution = (x: Tensor4D, path: string, request?: ForwardRequest): Tensor4D =>
    tf.add<Tensor4D>(
      tf.conv2d(x, kernelOf<Tensor4D>(path, request), 1, 'same'),
      parameter(state.parameters, `${path}/bias`),
    );
  const apply = (x: Tensor4D, { name, from, to }: DiscriminatorBlock, request?: ForwardRequest): Tensor4D => {
    const first = convolution(from === resolution ? x : tf.relu(x), `${name}/first`, request);
    const second = convolution(tf.relu(first), `${name}/second`, request);
    if (from === to) return tf.add(second, x);
    // a 1×1 convolution and mean pooling commute
    return tf.add(ops.averageDown(second), convolution(ops.averageDown(x), `${name}/skip`, request));
  };
  const score = (embedding: Tensor2D, request?: ForwardRequest): Tensor2D =>
    tf.add(tf.matMul(embedding, kernelOf<Tensor2D>('logit', request)), parameter(state.parameters, 'logit/bias'));
  const pool = (smallest: Tensor4D): Tensor2D =>
    options.pooling === 'sum' ? tf.sum(tf.relu(smallest), [1, 2]) : tf.mean(tf.relu(smallest), [1, 2]);
  return {
    judge: (images, request) => {
      const maps = new Map<number, Tensor4D>();
      let x = images;
      for (const block of blocks) {
        x = apply(x, block, request);
        maps.set(block.to, x);
      }
      const embedding = pool(x);
      return { logits: score(embedding, request), features: featuresOf(maps, 'the discriminator'), embedding };
    },
    score: (embedding) => score(embedding as Tensor2D),
    conclude: (smallest) => score(pool(smallest)),
  };
};
