import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { planConvolution, prefersColumns, type Border, type ConvolutionPlan } from './convolution-plan.ts';
import { correlate } from './correlate.ts';
import { fromColumns } from './columns.ts';
import { interleave } from './interleave.ts';
import { replaceKernel, run, view, withTemporaries } from './kernel.ts';
import { heapOf } from './slots.ts';

type Inputs = Readonly<Record<'dy' | 'filter', tf.TensorInfo>>;

/** What one phase of one axis needs: which taps of the filter, and the border of `dy`. */
interface Phase {
  readonly taps: readonly number[];
  readonly border: Border;
}

/**
 * The outputs `stride·i + phase` of a transposed convolution along one axis. They see only the taps congruent to
 * `phase + pad` modulo the stride, and `dy` at consecutive places: an ordinary stride-1 correlation with those taps flipped.
 */
function phaseOf(
  phase: number,
  { stride, pad, taps, outputs, inputs }: Record<'stride' | 'pad' | 'taps' | 'outputs' | 'inputs', number>,
): Phase {
  const first = (phase + pad) % stride;
  const count = Math.max(0, Math.ceil((taps - first) / stride));
  const offset = Math.floor((phase + pad) / stride);
  return {
    taps: Array.from({ length: count }, (_, index) => first + stride * (count - 1 - index)),
    border: [count - 1 - offset, Math.ceil(inputs / stride) - 1 + offset - (outputs - 1)],
  };
}

/** Copies taps `rows` × `columns` of a filter [H, W, I, O] into a filter of their own; plain copies of contiguous blocks. */
function pickTaps(
  backend: BackendWasm,
  filter: tf.TensorInfo,
  rows: readonly number[],
  columns: readonly number[],
): tf.TensorInfo {
  const [, width = 1, inputs = 1, outputs = 1] = filter.shape;
  const picked = backend.makeOutput([rows.length, columns.length, inputs, outputs], 'float32');
  const { heap, start } = heapOf(backend);
  const block = inputs * outputs;
  let to = start(picked);
  for (const row of rows)
    for (const column of columns) {
      const from = start(filter) + (row * width + column) * block;
      heap.copyWithin(to, from, from + block);
      to += block;
    }
  return picked;
}

/**
 * Conv2DBackpropInput, which is also conv2dTranspose: stride² stride-1 convolutions with parts of the filter, their outputs
 * interleaved; or one matrix product. Stock wasm walks it with scalar loops, about twelve times slower.
 */
export function installConv2DInputGradient(): void {
  replaceKernel<Inputs, tf.Conv2DBackpropInputAttrs>('Conv2DBackpropInput', () => ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs;
    const plan = planConvolution(attrs.inputShape, filter.shape, attrs);
    const { batch, input, output, stride } = plan;
    if (prefersColumns(plan, 'gradient')) return byColumns(backend, dy, filter, plan);
    return withTemporaries(backend, (temporary) => {
      // [H, W, O, I]: the transposed convolution sums over output channels
      const swapped = temporary(run(backend, 'Transpose', { x: filter }, { perm: [0, 1, 3, 2] }));
      const vertical = { stride: stride.height, pad: plan.top, taps: plan.filter.height };
      const horizontal = { stride: stride.width, pad: plan.left, taps: plan.filter.width };
      const rows = Math.ceil(input.height / stride.height);
      const columns = Math.ceil(input.width / stride.width);
      const part = (down: number, across: number): tf.TensorInfo => {
        const row = phaseOf(down, { ...vertical, outputs: output.height, inputs: input.height });
        const column = phaseOf(across, { ...horizontal, outputs: output.width, inputs: input.width });
        if (row.taps.length === 0 || column.taps.length === 0) {
          const shape = [batch, rows, columns, input.channels];
          return run(backend, 'Fill', {}, { shape, value: 0, dtype: 'float32' });
        }
        const taps = temporary(pickTaps(backend, swapped, row.taps, column.taps));
        return correlate(backend, dy, taps, row.border, column.border);
      };
      if (stride.height === 1 && stride.width === 1) return part(0, 0);
      const parts = Array.from({ length: stride.height }, (_, down) =>
        Array.from({ length: stride.width }, (__, across) => temporary(part(down, across))),
      );
      return interleave(backend, parts, [batch, input.height, input.width, input.channels]);
    });
  });
}

/** One product for all taps, then every entry added to its pixel. */
function byColumns(
  backend: BackendWasm,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  plan: ConvolutionPlan,
): tf.TensorInfo {
  const { batch, input, output } = plan;
  const operands = {
    a: view(dy, [batch * output.height * output.width, output.channels]),
    b: view(filter, [plan.filter.height * plan.filter.width * input.channels, output.channels]),
  };
  return withTemporaries(backend, (temporary) =>
    fromColumns(
      backend,
      temporary(run(backend, 'BatchMatMul', operands, { transposeA: false, transposeB: true })),
      plan,
    ),
  );
}
