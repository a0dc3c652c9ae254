import {
  definePlugin,
  existingHead,
  mapHead,
  quarterResolution,
  unetDecoder,
  type Features,
  type Head,
  type HeadReference,
} from '@ganreg/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const options = z.strictObject({
  resolution: z
    .int()
    .positive()
    .optional()
    .describe('Side of the generator features to predict; a quarter of the image by default'),
  source: z
    .union([z.literal('decoder'), z.templateLiteral(['head:', z.string()])])
    .default('decoder')
    .describe('What predicts them: the decoder itself, or the output of another plugin’s head, head:NAME'),
});
type Options = z.output<typeof options>;
type Model = Parameters<typeof quarterResolution>[0];

const side = ({ resolution }: Options, model: Model): number => resolution ?? quarterResolution(model);

/** What predicts the features: a map of the decoder, projected where the two networks differ in channels, or another plugin's head. */
const predictor = (given: Options, model: Model): Head<Tensor4D> | Head<Features> | HeadReference<Tensor4D> => {
  if (given.source !== 'decoder') return existingHead<Tensor4D>(given.source.slice('head:'.length));
  const at = side(given, model);
  const [own, wanted] = [model.discriminator.taps.get(at), model.generator.taps.get(at)];
  return own === wanted && at > Math.min(...model.discriminator.taps.keys())
    ? unetDecoder({ to: at })
    : mapHead({ name: 'ggdr-projection', at, channels: wanted ?? 0 });
};

/**
 * GGDR (Lee et al., ECCV 2022): on each fake, a decoder on the discriminator predicts the generator's own feature map g(z).
 * features = 1 − mean over batch and pixels of cos(decoder(D(G(z))), g(z)), the generator being constant.
 */
export default definePlugin({
  name: 'ggdr',
  version: '0.1.0',
  about: 'The discriminator predicts the generator’s features of each fake',
  paper: {
    title: 'Generator Knows What Discriminator Should Learn in Unconditional GANs',
    authors: 'Gayoung Lee, Hyunsu Kim, Junho Kim, Seonghyeon Kim, Jung-Woo Ha, Yunjey Choi',
    venue: 'ECCV 2022',
    url: 'https://arxiv.org/abs/2207.13320',
  },
  options,
  terms: { features: { player: 'discriminator', on: 'fake', weight: 10, about: '1 − cosine similarity, in [0, 2]' } },
  requires: (given, model) => {
    const head = predictor(given, model);
    return {
      taps: [{ of: 'generator', at: side(given, model) }],
      heads: [head],
      batchCoupled: false,
      macsPerImage: 'macs' in head ? 3 * head.macs(model) : 0,
    };
  },
  setup: ({ options: given, model, ops }) => {
    const at = side(given, model);
    const head = predictor(given, model);
    return {
      terms: {
        features: (step) => {
          const predicted = step.head<Tensor4D | Features>(head, 'fake');
          return ops.cosineDistance('at' in predicted ? predicted.at(at) : predicted, step.fake.features.at(at), {
            axis: 3,
            epsilon: 1e-8,
          });
        },
      },
    };
  },
});
