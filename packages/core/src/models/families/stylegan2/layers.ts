import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { parameter } from '../../equalized.ts';
import type { Tools } from '../../family.ts';
import type { Parameters } from '../../types.ts';

/** The filter of StyleGAN2, summing to 1 on each axis. */
export const binomial: readonly number[] = [1 / 8, 3 / 8, 3 / 8, 1 / 8];

/** The slope of leaky ReLU below zero. */
export const slope = 0.2;

/**
 * Fully connected layer with equalized learning rate: kernel · rate·gain/√input, bias · rate·gain. `gain` stands for a factor
 * after leaky ReLU, which commutes with it.
 */
export const dense = (
  tensors: typeof tf,
  x: Tensor2D,
  parameters: Parameters,
  path: string,
  { rate = 1, gain = 1 }: { readonly rate?: number; readonly gain?: number } = {},
): Tensor2D => {
  const kernel = parameter<Tensor2D>(parameters, `${path}/kernel`);
  const bias = parameter(parameters, `${path}/bias`);
  const factor = rate * gain;
  const product = tensors.matMul(x, tensors.mul<Tensor2D>(kernel, factor / Math.sqrt(kernel.shape[0])));
  return tensors.add(product, factor === 1 ? bias : tensors.mul(bias, factor));
};

/** A convolution's kernel under the equalized learning rate, times `gain`. `[k, k, input, output]`. */
export const equalizedKernel = (tensors: typeof tf, parameters: Parameters, path: string, gain: number): Tensor4D => {
  const kernel = parameter<Tensor4D>(parameters, `${path}/kernel`);
  const [height, width, input] = kernel.shape;
  return tensors.mul(kernel, gain / Math.sqrt(height * width * input));
};

/** Adds the bias times `gain` and applies leaky ReLU: gain·lrelu(x + b), where x already holds the gain. */
export const biasAndActivation = (
  { tf: tensors, ops }: Tools,
  x: Tensor4D,
  parameters: Parameters,
  path: string,
  gain: number,
): Tensor4D => {
  const bias = parameter(parameters, `${path}/bias`);
  return ops.biasLeakyRelu(x, gain === 1 ? bias : tensors.mul(bias, gain), slope);
};
