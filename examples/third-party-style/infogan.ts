import { defineHead, definePlugin, GanregError, type ModelDescription } from '@ganreg/core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const options = z.strictObject({
  categories: z.int().min(2).default(10).describe('Values of the categorical code'),
  continuous: z.int().nonnegative().default(2).describe('Codes that are uniform in [-1, 1]'),
});
type Options = z.output<typeof options>;

const smallest = (model: ModelDescription): number => Math.min(...model.discriminator.taps.keys());

/** The head Q: a linear layer on the discriminator's smallest feature map, `[B, categories + continuous]`. */
const codeHead = ({ categories, continuous }: Options) => {
  const outputs = categories + continuous;
  const inputs = (model: ModelDescription): number =>
    smallest(model) ** 2 * (model.discriminator.taps.get(smallest(model)) ?? 0);
  return defineHead<Tensor2D>({
    name: 'infogan-codes',
    spec: { categories, continuous },
    uses: [],
    taps: (model) => [smallest(model)],
    parameters: (model) => ({
      kernel: { shape: [inputs(model), outputs], initial: { normal: Math.sqrt(1 / inputs(model)) } },
      bias: { shape: [outputs], initial: 'zeros' },
    }),
    macs: (model) => inputs(model) * outputs,
    forward: ({ tf, model, parameters, features }) => {
      const map = features.at(smallest(model));
      const kernel = parameters.get('kernel') as Tensor2D;
      return tf.add(tf.matMul(tf.reshape(map, [map.shape[0], -1]), kernel), parameters.get('bias') as Tensor2D);
    },
  });
};

/**
 * InfoGAN (Chen et al., NeurIPS 2016, eq. 5–6): the last latents are codes, one-hot and uniform, and a head on the discriminator
 * must find them again. Both players minimise −L_I = CE(categories) + ½·Σ(u − û)², the Gaussian posterior having deviation 1.
 */
export default definePlugin({
  name: 'infogan',
  version: '1.0.0',
  about: 'Codes among the latents that can be read off the image',
  paper: {
    title: 'InfoGAN: Interpretable Representation Learning by Information Maximizing Generative Adversarial Nets',
    authors: 'Xi Chen, Yan Duan, Rein Houthooft, John Schulman, Ilya Sutskever, Pieter Abbeel',
    venue: 'NeurIPS 2016',
    url: 'https://arxiv.org/abs/1606.03657',
  },
  options,
  terms: {
    discriminator: { player: 'discriminator', on: 'fake', weight: 1, about: 'CE and squared error of the codes' },
    generator: { player: 'generator', on: 'fake', weight: 1, about: 'the same for the generator' },
  },
  requires: (given, model) => {
    if (model.latentSize <= given.categories + given.continuous)
      throw new GanregError('PLAN_UNSUPPORTED', `${model.latentSize} latents leave no noise beside the codes.`, {
        path: 'with.categories',
        fix: 'raise model.latentSize, or use fewer codes',
      });
    return { heads: [codeHead(given)] };
  },
  setup: ({ tf, options: given }) => {
    const { categories, continuous } = given;
    const head = codeHead(given);
    const loss = (latents: Tensor2D, found: Tensor2D): Scalar => {
      const at = latents.shape[1] - categories - continuous;
      const codes = (rows: Tensor2D, from: number, size: number): Tensor2D => tf.slice2d(rows, [0, from], [-1, size]);
      const logits = codes(found, 0, categories);
      const shifted = tf.sub(logits, tf.max(logits, 1, true));
      const chosen = tf.sum(tf.mul(shifted, codes(latents, at, categories)), 1);
      const entropy = tf.mean<Scalar>(tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), chosen));
      if (continuous === 0) return entropy;
      const errors = tf.sub(codes(latents, at + categories, continuous), codes(found, categories, continuous));
      return tf.add(entropy, tf.mul(0.5, tf.mean(tf.sum(tf.square(errors), 1))));
    };
    return {
      latents: (latents, random) => {
        const [batch, size] = latents.shape;
        const noise = tf.slice2d(latents, [0, 0], [-1, size - categories - continuous]);
        const chosen = random('category').integers(batch, categories);
        const codes = tf.oneHot(tf.tensor1d(chosen, 'int32'), categories, 1, 0, 'float32') as Tensor2D;
        if (continuous === 0) return tf.concat([noise, codes], 1);
        const uniform = tf.tensor2d(random('uniform').uniform(batch * continuous, -1, 1), [batch, continuous]);
        return tf.concat([noise, codes, uniform], 1);
      },
      terms: {
        discriminator: (step) => loss(step.fake.latents, step.head(head, 'fake')),
        generator: (step) => loss(step.fake.latents, step.head(head, 'fake')),
      },
    };
  },
});
