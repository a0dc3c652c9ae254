import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { incompleteReentry } from '../../../errors/training.ts';
import { parameter } from '../../equalized.ts';
import type { BindRequest } from '../../family.ts';
import { featuresOf } from '../../features.ts';
import type { ForwardRequest, Generated, Reentry } from '../../types.ts';
import type { Stylegan2Options } from './options.ts';
import { styleCount, stylesAfter } from './geometry.ts';
import { biasAndActivation } from './layers.ts';
import { modulatedConvolution, modulatedImage } from './modulated-convolution.ts';

/** Where a block leaves off: features after activation, and the image so far. */
interface State {
  readonly features: Tensor4D;
  readonly image: Tensor4D;
}

/** The synthesis network with an output-skip image pyramid, and its entrance half-way. */
export const synthesis = (given: BindRequest<Stylegan2Options>) => {
  const { tools, options, description, parameters, buffers } = given;
  const { tf, ops } = tools;
  const { resolution } = description;

  const noiseFor = (path: string, batch: number, side: number, request: ForwardRequest): Tensor | undefined => {
    const mode = request.noise ?? options.noise;
    if (mode === 'none') return undefined;
    return mode === 'random' && request.draws !== undefined
      ? ops.normalTensor(request.draws, [batch, side, side, 1])
      : parameter(buffers, `${path}/noise`);
  };
  /** Convolution → noise → bias → leaky ReLU · √2, the gain being in each summand already. */
  const layer = (x: Tensor4D, style: Tensor2D, path: string, doubles: boolean, request: ForwardRequest): Tensor4D => {
    let y = modulatedConvolution(tools, x, style, parameters, path, doubles);
    const noise = noiseFor(path, style.shape[0], y.shape[1], request);
    if (noise !== undefined) y = tf.add(y, tf.mul(noise, tf.mul(parameter(parameters, `${path}/noise`), Math.SQRT2)));
    return biasAndActivation(tools, y, parameters, path, Math.SQRT2);
  };
  const styleAt = (styles: readonly Tensor2D[], slot: number): Tensor2D => {
    const style = styles[slot];
    if (style === undefined) throw incompleteReentry('stylegan2', resolution, `a style for layer ${slot}`);
    return style;
  };
  const first = (styles: readonly Tensor2D[], request: ForwardRequest): State => {
    const constant = tf.reshape(parameter(parameters, '4/constant'), [1, 4, 4, -1]) as Tensor4D;
    const features = layer(constant, styleAt(styles, 0), '4/refine', false, request);
    return { features, image: modulatedImage(tools, features, styleAt(styles, 1), parameters, '4/image') };
  };
  const next = (from: State, side: number, styles: readonly Tensor2D[], request: ForwardRequest): State => {
    const doubled = layer(from.features, styleAt(styles, 0), `${side}/up`, true, request);
    const features = layer(doubled, styleAt(styles, 1), `${side}/refine`, false, request);
    const image = modulatedImage(tools, features, styleAt(styles, 2), parameters, `${side}/image`);
    return { features, image: tf.add(ops.firUp(from.image), image) };
  };
  /** The blocks after side `side`; `styles` begins with the first of theirs. */
  const ascend = (
    from: State,
    side: number,
    styles: readonly Tensor2D[],
    request: ForwardRequest,
    passed?: (side: number, state: State) => void,
  ): Tensor4D => {
    let state = from;
    let slot = 0;
    for (let now = side * 2; now <= resolution; now *= 2, slot += 2) {
      state = next(state, now, styles.slice(slot, slot + 3), request);
      passed?.(now, state);
    }
    return state.image;
  };
  const perLayer = (styles: Tensor, count: number): readonly Tensor2D[] =>
    styles.rank === 3 ? (tf.unstack(styles, 1) as Tensor2D[]) : Array<Tensor2D>(count).fill(styles as Tensor2D);

  const synthesize = (styles: Tensor, request: ForwardRequest = {}): Generated => {
    const each = perLayer(styles, styleCount(resolution));
    const features = new Map<number, Tensor4D>();
    const pyramid = new Map<number, Tensor4D>();
    const passed = (side: number, state: State): void => {
      features.set(side, state.features);
      pyramid.set(side, state.image);
    };
    const start = first(each, request);
    passed(4, start);
    const images = ascend(start, 4, each.slice(1), request, passed);
    return {
      images,
      styles,
      features: featuresOf(features, 'the generator'),
      pyramid: featuresOf(pyramid, 'the generator’s image pyramid'),
    };
  };

  const resume = ({ resolution: side, features, image, style }: Reentry, request: ForwardRequest = {}): Tensor4D => {
    if (side === 1) return synthesize(tf.reshape(features, [-1, description.styleSize]), request).images;
    if (image === undefined) throw incompleteReentry('stylegan2', side, 'the image so far');
    if (style === undefined) throw incompleteReentry('stylegan2', side, 'a style');
    return ascend({ features, image }, side, perLayer(style, stylesAfter(resolution, side)), request);
  };
  return { synthesize, resume };
};
