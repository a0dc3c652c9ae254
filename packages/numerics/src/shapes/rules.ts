import type * as tf from '@tensorflow/tfjs-core';
import { algebraRules } from './algebra.ts';
import { elementwiseRules } from './elementwise.ts';
import { layoutRules } from './layout.ts';
import { windowRules } from './windows.ts';

/** A tensor as a kernel meets it. */
export type Given = Pick<tf.TensorInfo, 'shape' | 'dtype'>;

/** A kernel's call: its inputs by name, or in a row where the kernel takes a list. */
export interface Call {
  readonly input: (name: string) => Given;
  readonly list: readonly Given[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Shape and type of each output. */
export type Rule = (call: Call) => Given | readonly Given[];

/** What each kernel makes of the shapes that it is given. */
export const rules: Readonly<Record<string, Rule>> = {
  ...elementwiseRules,
  ...algebraRules,
  ...windowRules,
  ...layoutRules,
};
