import * as tf from '@tensorflow/tfjs-core';
import type { Rule } from './rules.ts';

const reduced =
  (dtype?: tf.DataType): Rule =>
  ({ input, attributes }) => {
    const x = input('x');
    const axes = tf.util.parseAxisParam((attributes['axis'] ?? null) as number[], x.shape);
    const keep = attributes['keepDims'] === true;
    const shape = keep
      ? x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side))
      : x.shape.filter((_, axis) => !axes.includes(axis));
    return { shape, dtype: dtype ?? x.dtype };
  };

const product: Rule = ({ input, attributes: { transposeA, transposeB } }) => {
  const [a, b] = [input('a'), input('b')];
  const rows = a.shape.at(transposeA === true ? -1 : -2) ?? 1;
  const columns = b.shape.at(transposeB === true ? -2 : -1) ?? 1;
  const outer = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return { shape: [...outer, rows, columns], dtype: 'float32' };
};

/** The side of each letter of an equation, in the order of its result. */
const einsum: Rule = ({ list, attributes }) => {
  const [terms = '', result = ''] = String(attributes['equation']).replaceAll(/\s/gu, '').split('->');
  const sides = new Map<string, number>();
  for (const [place, letters] of terms.split(',').entries())
    for (const [axis, letter] of Array.from(letters).entries()) sides.set(letter, list[place]?.shape[axis] ?? 1);
  return { shape: Array.from(result, (letter) => sides.get(letter) ?? 1), dtype: 'float32' };
};

/** Reductions and products. */
export const algebraRules: Readonly<Record<string, Rule>> = {
  Sum: reduced(),
  Mean: reduced('float32'),
  Max: reduced(),
  Min: reduced(),
  Prod: reduced(),
  All: reduced('bool'),
  Any: reduced('bool'),
  ArgMax: reduced('int32'),
  ArgMin: reduced('int32'),
  BatchMatMul: product,
  _FusedMatMul: product,
  Einsum: einsum,
};
