import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { activate, biasAndActivation } from '../../activation.ts';
import { batchNorm } from '../../batch-norm.ts';
import { parameter } from '../../equalized.ts';
import type { BindRequest, FamilyForwards } from '../../family.ts';
import { featuresOf } from '../../features.ts';
import type { Discriminator, ForwardRequest, Generator } from '../../types.ts';
import { channelsAt, sidesOf, type DcganOptions } from './definition.ts';

const generator = ({ tools, options, description, ...state }: BindRequest<DcganOptions>): Generator => {
  const { tf } = tools;
  const { resolution, channels } = description;
  const finish = (x: Tensor4D, side: number, request: ForwardRequest | undefined): Tensor4D => {
    const activation = options.generatorActivation;
    return options.batchNorm === 'none'
      ? biasAndActivation(tools, activation, x, parameter(state.parameters, `${side}/bias`))
      : activate(tf, activation, batchNorm(tools, x, state, `${side}/norm`, request));
  };
  const double = (x: Tensor4D, side: number): Tensor4D => {
    const outputs = side === resolution ? channels : channelsAt(options, resolution, side);
    return tf.conv2dTranspose(
      x,
      parameter<Tensor4D>(state.parameters, `${side}/kernel`),
      [x.shape[0], side, side, outputs],
      2,
      'same',
    );
  };
  const ascend = (
    from: Tensor4D,
    side: number,
    request: ForwardRequest | undefined,
    maps?: Map<number, Tensor4D>,
  ): Tensor4D => {
    let x = from;
    for (let next = side * 2; next < resolution; next *= 2) {
      x = finish(double(x, next), next, request);
      maps?.set(next, x);
    }
    return tf.tanh(tf.add(double(x, resolution), parameter(state.parameters, `${resolution}/bias`)));
  };
  return {
    map: (latents) => latents,
    synthesize: (styles, request) => {
      const first = channelsAt(options, resolution, 4);
      const seed = tf.matMul(styles, parameter<Tensor2D>(state.parameters, '4/kernel'));
      const start = finish(tf.reshape(seed, [-1, 4, 4, first]), 4, request);
      const maps = new Map([[4, start]]);
      const images = ascend(start, 4, request, maps);
      return { images, styles, features: featuresOf(maps, 'the generator') };
    },
    resume: ({ features, resolution: side }, request) => ascend(features, side, request),
  };
};

const discriminator = ({ tools, options, description, ...state }: BindRequest<DcganOptions>): Discriminator => {
  const { tf } = tools;
  const { resolution } = description;
  const score = (embedding: Tensor2D): Tensor2D =>
    tf.add(
      tf.matMul(embedding, parameter<Tensor2D>(state.parameters, 'logit/kernel')),
      parameter(state.parameters, 'logit/bias'),
    );
  const flat = (map: Tensor4D): Tensor2D => tf.reshape(map, [map.shape[0], -1]);
  return {
    judge: (images, request) => {
      const maps = new Map<number, Tensor4D>();
      let x = images;
      for (const side of [...sidesOf(resolution)].reverse()) {
        const folded = tf.conv2d(x, parameter<Tensor4D>(state.parameters, `${side}/kernel`), 2, 'same');
        const activation = options.discriminatorActivation;
        x =
          side !== resolution / 2 && options.batchNorm === 'both'
            ? activate(tf, activation, batchNorm(tools, folded, state, `${side}/norm`, request))
            : biasAndActivation(tools, activation, folded, parameter(state.parameters, `${side}/bias`));
        maps.set(side, x);
      }
      const embedding = flat(x);
      return { logits: score(embedding), features: featuresOf(maps, 'the discriminator'), embedding };
    },
    score: (embedding) => score(embedding as Tensor2D),
    conclude: (smallest) => score(flat(smallest)),
  };
};

export const forwards: FamilyForwards<DcganOptions> = { generator, discriminator };
