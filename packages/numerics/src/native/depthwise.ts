import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution } from '../wasm/convolution-plan.ts';
import { numbersOf } from './convolutions.ts';
import { overlayKernel } from './overlay.ts';

type Inputs = Readonly<Record<'x' | 'filter', tf.TensorInfo>>;

/** Depthwise convolutions with one output for each channel, such as the FIR filters of StyleGAN2. */
export function overlayDepthwise(): void {
  overlayKernel<Inputs, tf.DepthwiseConv2dNativeAttrs>('DepthwiseConv2dNative', ({ x, filter }, attributes) => {
    const [height = 1, width = 1, , multiplier] = filter.shape;
    if (multiplier !== 1) return undefined;
    const plan = planConvolution(x.shape, [height, width, x.shape[3] ?? 1, 1], attributes);
    const [batch = 1, ...numbers] = numbersOf(plan);
    const { output } = plan;
    // channels stand for themselves, not for a number of outputs
    const sizes = numbers.toSpliced(5, 1);
    const shape = [batch, output.height, output.width, x.shape[3] ?? 1];
    return { kernel: 'depthwise', shape, inputs: [x, filter], numbers: [batch, ...sizes] };
  });
}
