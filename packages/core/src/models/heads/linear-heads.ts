import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { equalizedConv1x1, equalizedDense } from '../equalized.ts';
import { defineHead, type Head } from './head.ts';
import { unetDecoder } from './unet-decoder.ts';
import type { ModelDescription } from '../description.ts';
import { shrink } from './shrink.ts';

interface MapHeadOptions {
  readonly name: string;
  /** Side of the decoder map it reads. */
  readonly at: number;
  /** Channels of its output. */
  readonly channels: number;
  /** Side of its output: `at`, or `at` divided by a power of two. Default `at`. */
  readonly to?: number | undefined;
}

const decoderChannels = (model: ModelDescription, at: number): number =>
  model.discriminator.taps.get(at) ?? model.discriminator.taps.get(at / 2) ?? 0;

/** A linear 1×1 convolution on a map of the U-Net decoder: `[B, to, to, channels]` (GLeaD's feature and image heads). */
export const mapHead = ({ name, at, channels, to = at }: MapHeadOptions): Head<Tensor4D> => {
  const decoder = unetDecoder({ to: at });
  return defineHead<Tensor4D>({
    name,
    spec: { at, channels, to },
    uses: [decoder],
    taps: () => [],
    parameters: (model) => ({
      kernel: { shape: [1, 1, decoderChannels(model, at), channels], initial: { normal: 1 } },
      bias: { shape: [channels], initial: 'zeros' },
    }),
    macs: (model) => to ** 2 * decoderChannels(model, at) * channels,
    // a 1×1 convolution commutes with the reduction, whose weights sum to 1: the smaller map is cheaper to convolve
    forward: ({ tf, ops, model, parameters, head }) =>
      equalizedConv1x1(tf, shrink({ tf, ops }, head(decoder).at(at), to), parameters, '', decoderChannels(model, at)),
  });
};

/**
 * A linear head on the spatial mean of a decoder map: `[B, size]` (GLeaD's w head). Mean then fully connected equals the
 * published 1×1 convolution then mean, at a fraction of the cost, since both are linear.
 */
export const pooledHead = ({
  name,
  at,
  size,
}: {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}): Head<Tensor2D> => {
  const decoder = unetDecoder({ to: at });
  return defineHead<Tensor2D>({
    name,
    spec: { at, size },
    uses: [decoder],
    taps: () => [],
    parameters: (model) => ({
      kernel: { shape: [decoderChannels(model, at), size], initial: { normal: 1 } },
      bias: { shape: [size], initial: 'zeros' },
    }),
    macs: (model) => decoderChannels(model, at) * size,
    forward: ({ tf, model, parameters, head }) => {
      const pooled = tf.mean<Tensor2D>(head(decoder).at(at), [1, 2]);
      return equalizedDense(tf, pooled, parameters, '', decoderChannels(model, at));
    },
  });
};
