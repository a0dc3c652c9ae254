import type { ParameterSpec, ParameterSpecs } from '../../description.ts';
import { channelsAt, sidesUpTo } from './geometry.ts';
import type { Stylegan2Options } from './options.ts';

/** Multiplier of the mapping network's learning rate; its kernels start 1 / this much larger. */
export const mappingRate = 0.01;

const normal = (shape: readonly number[], deviation = 1): ParameterSpec => ({ shape, initial: { normal: deviation } });
const zeros = (shape: readonly number[]): ParameterSpec => ({ shape, initial: 'zeros' });

const dense = (path: string, input: number, output: number, deviation = 1): ParameterSpecs => ({
  [`${path}/kernel`]: normal([input, output], deviation),
  [`${path}/bias`]: zeros([output]),
});

const convolution = (path: string, side: number, input: number, output: number): ParameterSpecs => ({
  [`${path}/kernel`]: normal([side, side, input, output]),
  [`${path}/bias`]: zeros([output]),
});

/** The layer that turns a style into one factor per input channel; its bias starts at 1. */
const style = (path: string, styleSize: number, channels: number): ParameterSpecs => ({
  [`${path}/style/kernel`]: normal([styleSize, channels]),
  [`${path}/style/bias`]: { shape: [channels], initial: 'ones' },
});

const modulated = (
  path: string,
  styleSize: number,
  input: number,
  output: number,
  doubles: boolean,
): ParameterSpecs => ({
  // a doubling layer is a transposed convolution, whose kernel is [3, 3, output, input]
  [`${path}/kernel`]: normal(doubles ? [3, 3, output, input] : [3, 3, input, output]),
  [`${path}/bias`]: zeros([output]),
  ...style(path, styleSize, input),
  [`${path}/noise`]: zeros([]),
});

/** Trainable parameters of mapping (`mapping/…`) and synthesis (`SIDE/…`). */
export const generatorParameters = (given: Stylegan2Options, resolution: number, channels: number): ParameterSpecs => {
  const specs: Record<string, ParameterSpec> = {};
  for (let layer = 0; layer < given.mappingLayers; layer += 1) {
    const input = layer === 0 ? given.latentSize : given.styleSize;
    Object.assign(specs, dense(`mapping/${layer}`, input, given.styleSize, 1 / mappingRate));
  }
  specs['4/constant'] = normal([4, 4, channelsAt(given, 4)]);
  for (const side of sidesUpTo(resolution)) {
    const width = channelsAt(given, side);
    if (side > 4)
      Object.assign(specs, modulated(`${side}/up`, given.styleSize, channelsAt(given, side / 2), width, true));
    Object.assign(specs, modulated(`${side}/refine`, given.styleSize, width, width, false));
    Object.assign(specs, convolution(`${side}/image`, 1, width, channels));
    Object.assign(specs, style(`${side}/image`, given.styleSize, width));
  }
  return specs;
};

/** The average style and the fixed noise of each layer. */
export const generatorBuffers = (given: Stylegan2Options, resolution: number): ParameterSpecs => {
  const specs: Record<string, ParameterSpec> = { 'mapping/average': zeros([given.styleSize]) };
  for (const side of sidesUpTo(resolution)) {
    if (side > 4) specs[`${side}/up/noise`] = normal([side, side, 1]);
    specs[`${side}/refine/noise`] = normal([side, side, 1]);
  }
  return specs;
};

export const discriminatorParameters = (
  given: Stylegan2Options,
  resolution: number,
  channels: number,
): ParameterSpecs => {
  const specs: Record<string, ParameterSpec> = { ...convolution('image', 1, channels, channelsAt(given, resolution)) };
  for (let side = resolution; side > 4; side /= 2) {
    const [from, to] = [channelsAt(given, side), channelsAt(given, side / 2)];
    if (given.discriminator === 'resnet') specs[`${side}/skip/kernel`] = normal([1, 1, from, to]);
    Object.assign(specs, convolution(`${side}/keep`, 3, from, from), convolution(`${side}/down`, 3, from, to));
  }
  const last = channelsAt(given, 4);
  const statistics = given.minibatchGroup > 1 ? 1 : 0;
  Object.assign(
    specs,
    convolution('4/keep', 3, last + statistics, last),
    dense('4/dense', 16 * last, last),
    dense('logit', last, 1),
  );
  return specs;
};
