import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../ops/stop-gradient.ts';
import { defineGradient } from './define.ts';
import { unbroadcast } from './unbroadcast.ts';

/**
 * Powers (stock tfjs saves the result and so loses second derivatives in the exponent), squared differences (stock forgets
 * broadcasting), products over axes (stock calls chained operations, which tfjs-core alone does not have) and matrix products
 * (stock forgets that one matrix may have served a whole batch).
 */
export function installArithmeticGradients(): void {
  defineGradient('SquaredDifference', ['a', 'b'], (dy, { a, b }) => {
    const doubled = (): tf.Tensor => tf.mul(dy, tf.mul(tf.sub(a, b), 2));
    return { a: () => unbroadcast(doubled(), a.shape), b: () => unbroadcast(tf.neg(doubled()), b.shape) };
  });
  defineGradient('Prod', ['x'], (dy, { x }, { axis }: tf.ProdAttrs) => ({ x: () => productBack(dy, x, axis) }));
  defineGradient('BatchMatMul', ['a', 'b'], (dy, { a, b }, { transposeA, transposeB }: tf.BatchMatMulAttrs) => ({
    a: () =>
      unbroadcast(transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB), a.shape),
    b: () =>
      unbroadcast(transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false), b.shape),
  }));
  defineGradient('Pow', ['a', 'b'], (dy, { a: base, b: exponent }) => {
    const power = tf.cast(exponent, 'float32');
    return {
      a: () => unbroadcast(tf.mul(dy, tf.mul(power, tf.pow(base, tf.sub(power, 1)))), base.shape),
      b: () => {
        // log only of positive bases; elsewhere the derivative counts as zero
        const positive = tf.cast(tf.greater(stopGradient(base), 0), 'float32');
        const logarithm = tf.log(tf.add(tf.mul(base, positive), tf.sub(1, positive)));
        return unbroadcast(tf.mul(dy, tf.mul(tf.pow(base, power), logarithm)), exponent.shape);
      },
    };
  });
}

/** Each entry gets the product of all others, formed without dividing, so that zeros do no harm. */
function productBack(dy: tf.Tensor, x: tf.Tensor, axis: tf.ProdAttrs['axis']): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const others = x.shape.flatMap((_, at) => (axes.includes(at) ? [] : [at]));
  const count = axes.reduce((total, at) => total * (x.shape[at] ?? 1), 1);
  const order = [...others, ...axes];
  const rows = tf.reshape(tf.transpose(x, order), [x.size / count, 1, count]);
  const own = tf.eye(count);
  // row i of each square: the entries with entry i replaced by 1
  const squares = tf.add(tf.mul(rows, tf.sub(1, own)), own);
  const gradient = tf.mul(tf.reshape(dy, [x.size / count, 1]), tf.prod(squares, 2));
  const arranged = tf.reshape(
    gradient,
    order.map((at) => x.shape[at] ?? 1),
  );
  return tf.transpose(
    arranged,
    order.map((_, at) => order.indexOf(at)),
  );
}
