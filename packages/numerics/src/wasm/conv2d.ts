import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { toColumns } from './columns.ts';
import { planConvolution, prefersColumns, type ConvolutionPlan } from './convolution-plan.ts';
import { replaceKernel, run, withTemporaries } from './kernel.ts';

type Inputs = Readonly<Record<'x' | 'filter', tf.TensorInfo>>;

const kernels = ['Conv2D', 'DepthwiseConv2dNative', 'FusedConv2D', 'FusedDepthwiseConv2D'] as const;

/**
 * Convolutions with the border always given in numbers: XNNPACK's own `same` refuses strides longer than the filter, and stock
 * wasm then returns zeros without a word. Small images with large filters become one matrix product.
 */
export function installConvolutions(): void {
  for (const kernel of kernels)
    replaceKernel<Inputs, tf.Conv2DAttrs>(kernel, (stock) => (call) => {
      const { inputs, attrs, backend } = call;
      const plan = planConvolution(inputs.x.shape, inputs.filter.shape, attrs);
      if (kernel === 'Conv2D' && !isDilated(attrs) && prefersColumns(plan, 'forward'))
        return byColumns(backend, inputs, plan);
      if (attrs.pad !== 'same') return stock(call);
      const pad: tf.backend_util.ExplicitPadding = [
        [0, 0],
        [plan.top, plan.bottom],
        [plan.left, plan.right],
        [0, 0],
      ];
      return stock({ ...call, attrs: { ...attrs, pad } });
    });
}

function isDilated({ dilations }: Partial<tf.Conv2DAttrs>): boolean {
  return [dilations ?? 1].flat().some((dilation) => dilation !== 1);
}

function byColumns(backend: BackendWasm, { x, filter }: Inputs, plan: ConvolutionPlan): tf.TensorInfo {
  const { batch, input, output } = plan;
  const taps = plan.filter.height * plan.filter.width * input.channels;
  return withTemporaries(backend, (temporary) => {
    const columns = temporary(toColumns(backend, x, plan));
    const matrix = temporary(run(backend, 'Reshape', { x: filter }, { shape: [taps, output.channels] }));
    const product = run(backend, 'BatchMatMul', { a: columns, b: matrix }, { transposeA: false, transposeB: false });
    return { ...product, shape: [batch, output.height, output.width, output.channels] };
  });
}
