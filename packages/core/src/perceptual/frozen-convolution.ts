import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { depthwiseInputGradient } from './depthwise-gradient.ts';
import type { ConvolutionLayer } from './network-format.ts';

/** Constant kernel and bias of one convolution, kept until `disposeFrozen`. */
export interface FrozenLayer {
  readonly kernel: Tensor4D;
  /** The kernel turned by 180°: carries the gradient of a depthwise convolution. */
  readonly mirrored: Tensor4D | undefined;
  readonly bias: Tensor1D;
}

export function freeze({ op, kernel: shape }: ConvolutionLayer, values: Float32Array, bias: Float32Array): FrozenLayer {
  return tf.tidy(() => {
    const kernel = tf.keep(tf.tensor4d(values, [...shape]));
    const mirrored = op === 'depthwise' ? tf.keep(tf.reverse(kernel, [0, 1])) : undefined;
    return { kernel, mirrored, bias: tf.keep(tf.tensor1d(bias)) };
  });
}

export function disposeFrozen({ kernel, mirrored, bias }: FrozenLayer): void {
  tf.dispose([kernel, bias, ...(mirrored === undefined ? [] : [mirrored])]);
}

/**
 * Convolution, bias and activation in one kernel, differentiable in `x` to any order (weights are constants). Written
 * as its own gradient because the stock one does not fuse under a tape, and wasm has none for depthwise convolutions.
 */
export function frozenConvolution(x: Tensor4D, layer: ConvolutionLayer, frozen: FrozenLayer): Tensor4D {
  const apply = tf.customGrad<Tensor4D>((...given) => {
    // The types promise tensors only; what arrives is `x` and a function that saves tensors for the gradient.
    const [input, save] = given as unknown as readonly [Tensor4D, (tensors: Tensor[]) => void];
    const value = fused(input, layer, frozen);
    save([value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const output = saved[0] as Tensor4D;
        return inputGradient(throughActivation(dy, output, layer.activation), input.shape, layer, frozen);
      },
    };
  });
  return apply(x);
}

function fused(
  x: Tensor4D,
  { op, stride, padding, activation }: ConvolutionLayer,
  { kernel, bias }: FrozenLayer,
): Tensor4D {
  const name = op === 'depthwise' ? 'FusedDepthwiseConv2D' : 'FusedConv2D';
  const attributes = {
    strides: stride,
    pad: padding,
    dataFormat: 'NHWC',
    dilations: 1,
    activation: activation === 'none' ? 'linear' : activation,
    leakyreluAlpha: 0,
  };
  return tf.engine().runKernel(name, { x, filter: kernel, bias }, attributes);
}

function inputGradient(
  dy: Tensor4D,
  shape: Tensor4D['shape'],
  { stride, padding }: ConvolutionLayer,
  { kernel, mirrored }: FrozenLayer,
): Tensor4D {
  return mirrored === undefined
    ? tf.conv2dTranspose(dy, kernel, shape, stride, padding)
    : depthwiseInputGradient(dy, shape, kernel, mirrored, stride, padding);
}

/** Lets the gradient pass where the activation let its input pass. */
function throughActivation(dy: Tensor4D, output: Tensor4D, activation: ConvolutionLayer['activation']): Tensor4D {
  if (activation === 'none') return dy;
  return tf.mul(dy, tf.step(activation === 'relu' ? output : tf.mul(output, tf.sub(6, output))));
}
