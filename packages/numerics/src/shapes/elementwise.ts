import * as tf from '@tensorflow/tfjs-core';
import type { Rule } from './rules.ts';

const each = (names: readonly string[], rule: Rule): Readonly<Record<string, Rule>> =>
  Object.fromEntries(names.map((name) => [name, rule]));

const like =
  (input: string): Rule =>
  (call) =>
    call.input(input);

const both =
  (dtype?: tf.DataType): Rule =>
  ({ input }) => {
    const [a, b] = [input('a'), input('b')];
    return { shape: tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape), dtype: dtype ?? a.dtype };
  };

const unary =
  'Abs Acos Acosh Asin Asinh Atan Atanh Ceil ClipByValue Cos Cosh Cumprod Cumsum Elu Erf Exp Expm1 Floor LeakyRelu Log Log1p LRN Neg Prelu Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square Step Tan Tanh ZerosLike OnesLike Reverse FusedBatchNorm FlipLeftRight'.split(
    ' ',
  );
const tests = ['IsFinite', 'IsInf', 'IsNan', 'LogicalNot'];
const arithmetic = 'Add Sub Multiply RealDiv FloorDiv Maximum Minimum Mod Pow SquaredDifference Atan2 BitwiseAnd'.split(
  ' ',
);
const predicates = 'Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr LogicalXor'.split(' ');

/** Kernels whose outputs are as large as their inputs, broadcast. */
export const elementwiseRules: Readonly<Record<string, Rule>> = {
  ...each(unary, like('x')),
  ...each(tests, ({ input }) => ({ shape: input('x').shape, dtype: 'bool' })),
  ...each(arithmetic, both()),
  ...each(predicates, both('bool')),
  ...each(['EluGrad', 'LRNGrad'], like('dy')),
  Softmax: like('logits'),
  Select: like('t'),
  AddN: ({ list }) => list[0] ?? { shape: [], dtype: 'float32' },
  Cast: ({ input, attributes }) => ({ shape: input('x').shape, dtype: attributes['dtype'] as tf.DataType }),
};
