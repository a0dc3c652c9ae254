import * as tf from '@tensorflow/tfjs-core';

/** The addon's axes of a broadcast: how far each operand moves along them, in numbers; 0 repeats it. */
export interface Broadcast {
  readonly shape: number[];
  /** Sizes, then the strides of the left and of the right operand. */
  readonly numbers: readonly number[];
}

interface Axis {
  readonly size: number;
  readonly left: number;
  readonly right: number;
}

const mostAxes = 4;

/** Axes along which both operands move evenly become one; nothing where more than four remain. */
export function planBroadcast(left: number[], right: number[]): Broadcast | undefined {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(left, right);
  const [leftStrides, rightStrides] = [stridesOf(left, shape.length), stridesOf(right, shape.length)];
  const axes: Axis[] = [];
  for (let index = shape.length - 1; index >= 0; index--) {
    const axis = { size: shape[index] ?? 1, left: leftStrides[index] ?? 0, right: rightStrides[index] ?? 0 };
    const [inner] = axes;
    if (axis.size === 1) continue;
    if (inner && axis.left === inner.left * inner.size && axis.right === inner.right * inner.size)
      axes[0] = { size: axis.size * inner.size, left: inner.left, right: inner.right };
    else axes.unshift(axis);
  }
  if (axes.length > mostAxes) return undefined;
  while (axes.length < mostAxes) axes.unshift({ size: 1, left: 0, right: 0 });
  return { shape, numbers: (['size', 'left', 'right'] as const).flatMap((what) => axes.map((axis) => axis[what])) };
}

/** Of a tensor seen with that many axes; 0 along those it lacks or has one of. */
function stridesOf(shape: readonly number[], rank: number): readonly number[] {
  const own = shape.map((size, axis) => (size === 1 ? 0 : tf.util.sizeFromShape(shape.slice(axis + 1))));
  return [...Array.from({ length: rank - shape.length }, () => 0), ...own];
}
