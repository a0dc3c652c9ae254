import { GanregError, mapHead, pooledHead, quarterResolution, type Head, type ModelDescription } from '@ganreg/core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Options } from './options.ts';

/** What h gives the generator, and where it is entered. */
export interface Heads {
  /** Side of f. */
  readonly resolution: number;
  /** f itself; missing at side 1, where the style alone decides. */
  readonly features?: Head<Tensor4D> | undefined;
  readonly image?: Head<Tensor4D> | undefined;
  readonly style?: Head<Tensor2D> | undefined;
}

const decoderSide = (given: Options, model: ModelDescription, resolution: number): number => {
  const at = given.decoder ?? Math.max(resolution, Math.min(...model.discriminator.taps.keys()));
  const fits = resolution === 1 || (at >= resolution && Number.isInteger(Math.log2(at / resolution)));
  if (fits) return at;
  throw new GanregError('PLAN_UNSUPPORTED', `a decoder up to ${at} cannot give features of side ${resolution}.`, {
    path: 'with.decoder',
    fix: `give ${resolution} times a power of two, or leave it out`,
  });
};

/** The heads that a generator of this family needs. @throws GanregError PLAN_UNSUPPORTED */
export const headsOf = (given: Options, model: ModelDescription): Heads => {
  const spec = model.generator.reentry;
  const resolution = given.resolution ?? quarterResolution(model, spec?.resolutions);
  const at = decoderSide(given, model, resolution);
  const style = spec?.styles ? pooledHead({ name: 'generator-style', at, size: model.styleSize }) : undefined;
  if (resolution === 1) return { resolution, style };
  const map = (name: string, channels: number): Head<Tensor4D> => mapHead({ name, at, to: resolution, channels });
  return {
    resolution,
    features: map('generator-features', model.generator.taps.get(resolution) ?? 0),
    image: spec?.imageChannels === undefined ? undefined : map('generator-image', spec.imageChannels),
    style,
  };
};
