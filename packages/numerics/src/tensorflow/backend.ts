import type * as tf from '@tensorflow/tfjs-core';

/** An attribute of a TensorFlow operation, as tfjs-node's addon takes it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What is used of tfjs-node's backend; the package is no dependency, so neither are its types. */
export interface TensorflowBackend extends tf.KernelBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_STRING' | 'TF_ATTR_TYPE' | 'TF_FLOAT', number>
  >;
  /** Runs one TensorFlow operation at once. */
  executeSingleOutput: (op: string, attributes: OpAttribute[], inputs: tf.TensorInfo[]) => tf.Tensor;
}

/** Attributes of one operation on float32 tensors, from plain values: numbers are integers here. */
export function opAttributes(
  { binding }: TensorflowBackend,
  values: Readonly<Record<string, boolean | string | number | readonly number[]>>,
): OpAttribute[] {
  const typeOf = (value: unknown): number => {
    if (typeof value === 'boolean') return binding.TF_ATTR_BOOL;
    return typeof value === 'string' ? binding.TF_ATTR_STRING : binding.TF_ATTR_INT;
  };
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    ...Object.entries(values).map(([name, value]) => ({ name, type: typeOf(value), value })),
  ];
}
