import * as tf from '@tensorflow/tfjs-core';
import { resample } from './resample.ts';

/**
 * Resizes images with pixel centres at half-integers and, when shrinking, a triangle widened to the scale (as PIL's and
 * torchvision's antialiased bilinear filter do). Differentiable to any order.
 *
 * @param x [B, H, W, C]
 * @param size [height, width] of the result
 */
export function resizeAntialiased(x: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor4D {
  const [, rows, columns] = x.shape;
  return resample(x, triangle(rows, height), triangle(columns, width));
}

/** Row `i` holds the weights, summing to 1, of the source pixels that make target pixel `i`. */
function triangle(source: number, target: number): tf.Tensor2D {
  const scale = source / target;
  const support = Math.max(1, scale);
  const rows = Array.from({ length: target }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const raw = Array.from({ length: source }, (__, at) => Math.max(0, 1 - Math.abs((at + 0.5 - centre) / support)));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return raw.map((weight) => weight / sum);
  });
  return tf.tensor2d(rows, [target, source]);
}
