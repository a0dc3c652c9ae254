import type * as tf from '@tensorflow/tfjs-core';
import type { Input, Kind } from './inputs.ts';

/** One row of the table: an operation on given inputs. */
export interface Case {
  readonly name: string;
  readonly group: string;
  readonly inputs: readonly Input[];
  readonly run: Run;
}

/** Typed as images, which every operation of tfjs accepts, whatever their true rank; unused inputs are left out. */
export type Run = (a: tf.Tensor4D, b: tf.Tensor4D, c: tf.Tensor4D, d: tf.Tensor4D, e: tf.Tensor4D) => tf.Tensor;

const input =
  (kind: Kind) =>
  (...shape: number[]): Input => ({ shape, kind });
export const plain = input('plain');
export const away = input('away');
export const positive = input('positive');
export const distinct = input('distinct');

/** The rows of one group, from `name: [inputs, operation]`. */
export function group(name: string, rows: Readonly<Record<string, readonly [readonly Input[], Run]>>): Case[] {
  return Object.entries(rows).map(([row, [inputs, run]]) => ({ name: row, group: name, inputs, run }));
}
