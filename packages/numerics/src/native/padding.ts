import type * as tf from '@tensorflow/tfjs-core';
import { overlayKernel } from './overlay.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

const mostAxes = 4;

/** Borders of one number around floats. */
export function overlayPadding(): void {
  overlayKernel<Inputs, tf.PadV2Attrs>('PadV2', ({ x }, { paddings, constantValue }) => {
    const shape = x.shape.map((size, axis) => size + paddingOf(paddings, axis)[0] + paddingOf(paddings, axis)[1]);
    if (x.dtype !== 'float32' || x.shape.includes(0) || paddings.flat().some((count) => count < 0)) return undefined;
    const axes = joined(x.shape, paddings);
    if (axes.length > mostAxes) return undefined;
    while (axes.length < mostAxes) axes.unshift({ size: 1, before: 0, after: 0 });
    const numbers = (['size', 'before', 'after'] as const).flatMap((what) => axes.map((axis) => axis[what]));
    return { kernel: 'pad', shape, inputs: [x], numbers: [constantValue, ...numbers] };
  });
}

interface Axis {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/** Axes without a border become one with the axis before them. */
function joined(shape: readonly number[], paddings: readonly (readonly number[])[]): Axis[] {
  const axes: Axis[] = [];
  for (const [axis, size] of shape.entries()) {
    const [before, after] = paddingOf(paddings, axis);
    const outer = axes.at(-1);
    if (outer && before === 0 && after === 0)
      axes[axes.length - 1] = { size: outer.size * size, before: outer.before * size, after: outer.after * size };
    else axes.push({ size, before, after });
  }
  return axes;
}

function paddingOf(paddings: readonly (readonly number[])[], axis: number): readonly [number, number] {
  const [before = 0, after = 0] = paddings[axis] ?? [];
  return [before, after];
}
