import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution, tapsOf } from './convolution-plan.ts';
import { produce, replaceKernel } from './kernel.ts';
import { correlate } from './product/correlate.ts';
import { workspaceOf } from './product/workspace.ts';
import { addressOf } from './slots.ts';

type Inputs = Readonly<Record<'x' | 'filter', tf.TensorInfo>>;

const float = Float32Array.BYTES_PER_ELEMENT;

/** Conv2D as a matrix product over the windows of the images. */
export function installConv2D(): void {
  replaceKernel<Inputs, tf.Conv2DAttrs>('Conv2D', () => ({ inputs, attrs, backend }) => {
    const { x, filter } = inputs;
    const plan = planConvolution(x.shape, filter.shape, attrs);
    const { batch, input, output, stride } = plan;
    const taps = tapsOf(plan);
    return produce(backend, [batch, output.height, output.width, output.channels], (out) => {
      const [target, row] = [addressOf(backend, out), output.channels * float];
      correlate(
        workspaceOf(backend),
        { address: addressOf(backend, x), image: input, grid: { batch, ...output }, stride, taps },
        {
          address: addressOf(backend, filter),
          outputs: output.channels,
          transposed: false,
          taps: taps.map((_, tap) => tap),
        },
        (window) => target + window * row,
      );
    });
  });
}

const others = ['DepthwiseConv2dNative', 'FusedConv2D', 'FusedDepthwiseConv2D'] as const;

/**
 * The stock convolutions with the border always given in numbers: XNNPACK's own `same` refuses strides longer than the filter, and stock
 * wasm then returns zeros without a word.
 */
export function guardStockConvolutions(): void {
  for (const kernel of others)
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
