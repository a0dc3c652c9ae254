import type * as tf from '@tensorflow/tfjs-core';
import { planConvolution, type ConvolutionPlan } from './convolution-plan.ts';
import { floats, produce, replaceKernel } from './kernel.ts';
import { correlate } from './product/correlate.ts';
import { workspaceOf, type Workspace } from './product/workspace.ts';
import { addressOf } from './slots.ts';

type Inputs = Readonly<Record<'dy' | 'filter', tf.TensorInfo>>;

const float = Float32Array.BYTES_PER_ELEMENT;

/** One axis of a transposed convolution at the outputs `stride·i + phase`: the filter's taps they see, and where in `dy`. */
interface Phase {
  readonly phase: number;
  readonly count: number;
  readonly taps: readonly { readonly index: number; readonly shift: number }[];
}

function phasesOf(
  size: number,
  { taps, stride, dilation, before }: Readonly<Record<'taps' | 'stride' | 'dilation' | 'before', number>>,
): readonly Phase[] {
  return Array.from({ length: Math.min(stride, size) }, (_, phase) => ({
    phase,
    count: Math.ceil((size - phase) / stride),
    taps: Array.from({ length: taps }, (__, index) => ({
      index,
      shift: (phase + before - index * dilation) / stride,
    })).filter(({ shift }) => Number.isInteger(shift)),
  }));
}

/**
 * Conv2DBackpropInput, which is also conv2dTranspose: the outputs that share a phase see the same taps of the filter, at consecutive
 * places of `dy`, so each phase is a correlation of its own. Stock wasm walks it with scalar loops.
 */
export function installConv2DInputGradient(): void {
  replaceKernel<Inputs, tf.Conv2DBackpropInputAttrs>('Conv2DBackpropInput', () => ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs;
    const plan = planConvolution(attrs.inputShape, filter.shape, attrs);
    const { batch, input } = plan;
    return produce(backend, [batch, input.height, input.width, input.channels], (out) => {
      const [rows, columns] = axesOf(plan);
      if ([...rows, ...columns].some(({ taps }) => taps.length === 0)) floats(backend, out).fill(0);
      const places = {
        dy: addressOf(backend, dy),
        filter: addressOf(backend, filter),
        out: addressOf(backend, out),
      };
      for (const row of rows)
        for (const column of columns) computePhase(workspaceOf(backend), plan, [row, column], places);
    });
  });
}

function computePhase(
  workspace: Workspace,
  { batch, input, output, filter, stride }: ConvolutionPlan,
  [row, column]: readonly [Phase, Phase],
  places: Readonly<Record<'dy' | 'filter' | 'out', number>>,
): void {
  const pairs = row.taps.flatMap((down) => column.taps.map((across) => ({ down, across })));
  if (pairs.length === 0) return;
  const grid = { batch, height: row.count, width: column.count };
  correlate(
    workspace,
    {
      address: places.dy,
      image: output,
      grid,
      stride: { height: 1, width: 1 },
      taps: pairs.map(({ down, across }) => ({ y: down.shift, x: across.shift })),
    },
    {
      address: places.filter,
      outputs: input.channels,
      transposed: true,
      taps: pairs.map(({ down, across }) => down.index * filter.width + across.index),
    },
    (window) => {
      const line = Math.floor(window / grid.width);
      const x = (window - line * grid.width) * stride.width + column.phase;
      const y = (line % grid.height) * stride.height + row.phase;
      const image = Math.floor(line / grid.height);
      return places.out + ((image * input.height + y) * input.width + x) * input.channels * float;
    },
  );
}

function axesOf({
  input,
  filter,
  stride,
  dilation,
  top,
  left,
}: ConvolutionPlan): readonly [readonly Phase[], readonly Phase[]] {
  return [
    phasesOf(input.height, { taps: filter.height, stride: stride.height, dilation: dilation.height, before: top }),
    phasesOf(input.width, { taps: filter.width, stride: stride.width, dilation: dilation.width, before: left }),
  ];
}
