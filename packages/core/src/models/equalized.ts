import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Parameters } from './types.ts';

/** The tensor at a path. @throws Error on a path that the family did not describe (our defect, not the user's) */
export const parameter = <T extends tf.Tensor>(parameters: Parameters, path: string): T => {
  const found = parameters.get(path);
  if (found === undefined) throw new Error(`no parameter ${path}; there are ${[...parameters.keys()].join(', ')}`);
  return found as T;
};

/** 1×1 convolution with equalized learning rate (Karras et al. 2018): kernel / sqrt(input), plus bias. `[B,H,W,input]` → `[B,H,W,output]`. */
export const equalizedConv1x1 = (
  tensors: typeof tf,
  x: Tensor4D,
  parameters: Parameters,
  prefix: string,
  input: number,
): Tensor4D => {
  const kernel = tensors.mul<Tensor4D>(parameter<Tensor4D>(parameters, `${prefix}kernel`), 1 / Math.sqrt(input));
  return tensors.add(tensors.conv2d(x, kernel, 1, 'valid'), parameter(parameters, `${prefix}bias`));
};

/** Fully connected layer with equalized learning rate: `[B, input]` → `[B, output]`. */
export const equalizedDense = (
  tensors: typeof tf,
  x: Tensor2D,
  parameters: Parameters,
  prefix: string,
  input: number,
): Tensor2D => {
  const kernel = tensors.mul<Tensor2D>(parameter<Tensor2D>(parameters, `${prefix}kernel`), 1 / Math.sqrt(input));
  return tensors.add(tensors.matMul(x, kernel), parameter(parameters, `${prefix}bias`));
};
