import * as tf from '@tensorflow/tfjs-core';

/** Zeros before and after along one axis; negative numbers cut off instead. */
export function padAxis(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
  const inner = before < 0 || after < 0 ? cut(x, axis, Math.max(0, -before), Math.max(0, -after)) : x;
  if (before <= 0 && after <= 0) return inner;
  const border: [number, number] = [Math.max(0, before), Math.max(0, after)];
  return tf.pad(
    inner,
    x.shape.map((_, at): [number, number] => (at === axis ? border : [0, 0])),
  );
}

/** `length` entries of one axis, from `from` on. */
export function part(x: tf.Tensor, axis: number, from: number, length: number): tf.Tensor {
  const begin = x.shape.map((_, at) => (at === axis ? from : 0));
  return tf.slice(x, begin, x.shape.with(axis, length));
}

function cut(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
  return part(x, axis, before, (x.shape[axis] ?? 0) - before - after);
}

/** Puts `step - 1` zeros between the entries of an axis, none after the last. Reshapes and pads: no strided kernel is needed. */
export function spread(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const { before, size, after } = around(x, axis);
  const cells = padAxis(tf.reshape(x, [before * size, 1, after]), 1, 0, step - 1);
  const wide = tf.reshape(cells, x.shape.with(axis, size * step));
  return part(wide, axis, 0, (size - 1) * step + 1);
}

/** `count` entries of an axis, `step` apart, from `from` on: the adjoint of `spread` and a shift. */
export function every(x: tf.Tensor, axis: number, from: number, step: number, count: number): tf.Tensor {
  if (step === 1) return part(x, axis, from, count);
  const size = x.shape[axis] ?? 0;
  const cells = padAxis(x, axis, -from, from + count * step - size);
  const { before, after } = around(x, axis);
  const kept = part(tf.reshape(cells, [before * count, step, after]), 1, 0, 1);
  return tf.reshape(kept, x.shape.with(axis, count));
}

/** A tensor seen as [before, size, after] about one axis. */
function around(x: tf.Tensor, axis: number): Readonly<Record<'before' | 'size' | 'after', number>> {
  return {
    before: tf.util.sizeFromShape(x.shape.slice(0, axis)),
    size: x.shape[axis] ?? 1,
    after: tf.util.sizeFromShape(x.shape.slice(axis + 1)),
  };
}
