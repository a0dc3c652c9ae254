import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './define.ts';

const ofTwo = ['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr'];

/**
 * Predicates are piecewise constant: their derivative is zero. Stock tfjs has no gradient for them and throws as soon as a
 * second derivative (or `where(a > b, …)`) passes one.
 */
export function installPredicateGradients(): void {
  for (const kernel of ofTwo)
    defineGradient(kernel, ['a', 'b'], (_, { a, b }) => ({ a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) }));
  defineGradient('LogicalNot', ['x'], (_, { x }) => ({ x: () => tf.zeros(x.shape) }));
}
