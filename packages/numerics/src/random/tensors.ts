import * as tf from '@tensorflow/tfjs-core';
import type { Draws } from './draws.ts';

/** A tensor of standard normals; takes one draw. */
export function normalTensor<R extends tf.Rank>(draws: Draws, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(draws.normal(tf.util.sizeFromShape(shape)), shape);
}

/** A tensor of numbers in [low, high), by default [0, 1); takes one draw. */
export function uniformTensor<R extends tf.Rank>(draws: Draws, shape: tf.ShapeMap[R], low = 0, high = 1): tf.Tensor<R> {
  return tf.tensor(draws.uniform(tf.util.sizeFromShape(shape), low, high), shape);
}
