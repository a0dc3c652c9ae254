import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution } from './convolution-plan.ts';
import { replaceKernel } from './kernel.ts';

type Inputs = Readonly<Record<'x' | 'filter', tf.TensorInfo>>;

/**
 * Conv2D with the border always given in numbers: XNNPACK's own `same` refuses strides longer than the filter, and stock wasm then
 * returns zeros without a word.
 */
export function installConv2D(): void {
  replaceKernel<Inputs, tf.Conv2DAttrs>('Conv2D', (stock) => (call) => {
    if (call.attrs.pad !== 'same') return stock(call);
    const { top, bottom, left, right } = planConvolution(call.inputs.x.shape, call.inputs.filter.shape, call.attrs);
    const pad: tf.backend_util.ExplicitPadding = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return stock({ ...call, attrs: { ...call.attrs, pad } });
  });
}
