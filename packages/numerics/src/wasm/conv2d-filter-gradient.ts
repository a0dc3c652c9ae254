import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution, prefersColumns } from './convolution-plan.ts';
import { toColumns } from './columns.ts';
import { correlate } from './correlate.ts';
import { replaceKernel, run, view, withTemporaries } from './kernel.ts';

type Inputs = Readonly<Record<'x' | 'dy', tf.TensorInfo>>;

/**
 * Conv2DBackpropFilter, which stock wasm lacks: a convolution with the roles of batch and channels exchanged, in which `dy` is
 * the filter and the stride becomes the dilation; or one matrix product.
 */
export function installConv2DFilterGradient(): void {
  replaceKernel<Inputs, tf.Conv2DBackpropFilterAttrs>('Conv2DBackpropFilter', () => ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs;
    const plan = planConvolution(x.shape, attrs.filterShape, attrs);
    const { batch, input, output, filter, stride } = plan;
    const pointwise = filter.height === 1 && filter.width === 1 && stride.height === 1 && stride.width === 1;
    if (
      pointwise &&
      plan.top === 0 &&
      plan.left === 0 &&
      input.height === output.height &&
      input.width === output.width
    ) {
      const pixels = batch * input.height * input.width;
      const operands = { a: view(x, [pixels, input.channels]), b: view(dy, [pixels, output.channels]) };
      const product = run(backend, 'BatchMatMul', operands, { transposeA: true, transposeB: false });
      return { ...product, shape: [1, 1, input.channels, output.channels] };
    }
    if (prefersColumns(plan, 'gradient'))
      return withTemporaries(backend, (temporary) => {
        const pixels = batch * output.height * output.width;
        const operands = { a: temporary(toColumns(backend, x, plan)), b: view(dy, [pixels, output.channels]) };
        const product = run(backend, 'BatchMatMul', operands, { transposeA: true, transposeB: false });
        return { ...product, shape: [filter.height, filter.width, input.channels, output.channels] };
      });
    return withTemporaries(backend, (temporary) => {
      const images = temporary(run(backend, 'Transpose', { x }, { perm: [3, 1, 2, 0] }));
      const taps = temporary(run(backend, 'Transpose', { x: dy }, { perm: [1, 2, 0, 3] }));
      // the far border is whatever makes the result as large as the filter; negative where the stride left pixels unused
      const bottom = (output.height - 1) * stride.height + filter.height - input.height - plan.top;
      const right = (output.width - 1) * stride.width + filter.width - input.width - plan.left;
      const sums = temporary(
        correlate(backend, images, taps, [plan.top, bottom], [plan.left, right], [stride.height, stride.width]),
      );
      return run(backend, 'Transpose', { x: sums }, { perm: [1, 2, 0, 3] });
    });
  });
}
