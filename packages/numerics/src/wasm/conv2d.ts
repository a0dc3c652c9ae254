import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution } from './convolution-plan.ts';
import { replaceKernel } from './kernel.ts';

type Inputs = Readonly<Record<'x' | 'filter', tf.TensorInfo>>;

const kernels = ['Conv2D', 'DepthwiseConv2dNative', 'FusedConv2D', 'FusedDepthwiseConv2D'] as const;

/**
 * Convolutions with the border always given in numbers: XNNPACK's own `same` refuses strides longer than the filter, and stock
 * wasm then returns zeros without a word.
 */
export function installConvolutions(): void {
  for (const kernel of kernels)
    replaceKernel<Inputs, tf.Conv2DAttrs>(kernel, (stock) => (call) => {
      const { inputs, attrs } = call;
      if (attrs.pad !== 'same') return stock(call);
      const { top, bottom, left, right } = planConvolution(inputs.x.shape, inputs.filter.shape, attrs);
      const pad: tf.backend_util.ExplicitPadding = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      return stock({ ...call, attrs: { ...attrs, pad } });
    });
}
