import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution, type ConvolutionPlan } from '../wasm/convolution-plan.ts';
import { overlayKernel } from './overlay.ts';

type Pair<A extends string, B extends string> = Readonly<Record<A | B, tf.TensorInfo>>;

/** As the addon takes it. */
export function numbersOf(plan: ConvolutionPlan): readonly number[] {
  const { batch, input, output, filter, stride, dilation, top, left } = plan;
  const image = [batch, input.height, input.width, input.channels];
  const windows = [filter.height, filter.width, output.channels, output.height, output.width];
  return [...image, ...windows, stride.height, stride.width, dilation.height, dilation.width, top, left];
}

/** The three passes of a convolution. */
export function overlayConvolutions(): void {
  overlayKernel<Pair<'x', 'filter'>, tf.Conv2DAttrs>('Conv2D', ({ x, filter }, attributes) => {
    const plan = planConvolution(x.shape, filter.shape, attributes);
    const { batch, output } = plan;
    return {
      kernel: 'convolve',
      shape: [batch, output.height, output.width, output.channels],
      inputs: [x, filter],
      numbers: numbersOf(plan),
    };
  });
  overlayKernel<Pair<'dy', 'filter'>, tf.Conv2DBackpropInputAttrs>(
    'Conv2DBackpropInput',
    ({ dy, filter }, attributes) => ({
      kernel: 'gradientToImage',
      shape: attributes.inputShape,
      inputs: [dy, filter],
      numbers: numbersOf(planConvolution(attributes.inputShape, filter.shape, attributes)),
    }),
  );
  overlayKernel<Pair<'x', 'dy'>, tf.Conv2DBackpropFilterAttrs>('Conv2DBackpropFilter', ({ x, dy }, attributes) => ({
    kernel: 'gradientToFilter',
    shape: attributes.filterShape,
    inputs: [x, dy],
    numbers: numbersOf(planConvolution(x.shape, attributes.filterShape, attributes)),
  }));
}
