import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution, tapsOf } from './convolution-plan.ts';
import { produce, replaceKernel } from './kernel.ts';
import { correlationFilterGradient } from './product/correlate.ts';
import { workspaceOf } from './product/workspace.ts';
import { addressOf } from './slots.ts';

type Inputs = Readonly<Record<'x' | 'dy', tf.TensorInfo>>;

/** Conv2DBackpropFilter, which stock wasm lacks: a matrix product whose depth runs over all windows of all images. */
export function installConv2DFilterGradient(): void {
  replaceKernel<Inputs, tf.Conv2DBackpropFilterAttrs>('Conv2DBackpropFilter', () => ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs;
    const plan = planConvolution(x.shape, attrs.filterShape, attrs);
    const { batch, input, output, stride } = plan;
    return produce(backend, attrs.filterShape, (out) =>
      correlationFilterGradient(
        workspaceOf(backend),
        { address: addressOf(backend, x), image: input, grid: { batch, ...output }, stride, taps: tapsOf(plan) },
        { address: addressOf(backend, dy), outputs: output.channels },
        addressOf(backend, out),
      ),
    );
  });
}
