import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { ParameterSpec } from './description.ts';
import { parameter } from './equalized.ts';
import type { NetworkState, Tools } from './family.ts';
import type { ForwardRequest } from './types.ts';

const epsilon = 1e-5;
const retained = 0.9;

/** Parameters of a batch normalisation over `channels`. */
export const batchNormParameters = (path: string, channels: number): Readonly<Record<string, ParameterSpec>> => ({
  [`${path}/scale`]: { shape: [channels], initial: 'ones' },
  [`${path}/offset`]: { shape: [channels], initial: 'zeros' },
});

/** Running mean and variance, used in evaluation. */
export const batchNormBuffers = (path: string, channels: number): Readonly<Record<string, ParameterSpec>> => ({
  [`${path}/mean`]: { shape: [channels], initial: 'zeros' },
  [`${path}/variance`]: { shape: [channels], initial: 'ones' },
});

/**
 * Batch normalisation over all axes but the last (Ioffe & Szegedy 2015). In training mode it uses the batch's statistics and
 * only reports the new running ones to `request.observe`; it changes nothing itself.
 */
export const batchNorm = <T extends tf.Tensor>(
  { tf: tensors, ops }: Tools,
  x: T,
  state: NetworkState,
  path: string,
  request: ForwardRequest = {},
): T => {
  const scale = parameter<Tensor1D>(state.parameters, `${path}/scale`);
  const offset = parameter<Tensor1D>(state.parameters, `${path}/offset`);
  const runningMean = parameter<Tensor1D>(state.buffers, `${path}/mean`);
  const runningVariance = parameter<Tensor1D>(state.buffers, `${path}/variance`);
  if (request.mode === 'evaluation') {
    const factor = tensors.mul(tensors.rsqrt(tensors.add(runningVariance, epsilon)), scale);
    return ops.scaleAndShift(tensors.sub<T>(x, runningMean), factor, offset);
  }
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const mean = tensors.mean(x, axes, true);
  const centred = tensors.sub<T>(x, mean);
  const variance = ops.meanSquare(centred, axes);
  request.observe?.record(`${path}/mean`, mean, retained);
  request.observe?.record(`${path}/variance`, variance, retained);
  return ops.scaleAndShift<T>(centred, tensors.mul(tensors.rsqrt(tensors.add(variance, epsilon)), scale), offset);
};
