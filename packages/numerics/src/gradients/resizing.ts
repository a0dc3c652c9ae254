import * as tf from '@tensorflow/tfjs-core';
import { resample } from '../ops/resample.ts';
import { defineGradient } from './define.ts';

type Weights = (source: number, target: number, index: number) => readonly (readonly [at: number, weight: number])[];

interface Convention {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/**
 * Image resizing. Stock gradients are wrong on cpu (nearest, for more than one image or channel) and on every engine with
 * half-pixel centres, and none has a second derivative. Here the gradient is the transpose of the very weights that were applied.
 */
export function installResizingGradients(): void {
  for (const [kernel, weights] of [
    ['ResizeBilinear', bilinear],
    ['ResizeNearestNeighbor', nearest],
  ] as const)
    defineGradient(kernel, ['images'], (dy, { images }, attributes: tf.ResizeBilinearAttrs) => ({
      images: () => {
        const [, height = 1, width = 1] = images.shape;
        const [, tall = 1, wide = 1] = dy.shape;
        const of = weights(attributes);
        return resample(dy as tf.Tensor4D, transposed(of, height, tall), transposed(of, width, wide));
      },
    }));
}

/** Where target pixel `index` falls on the source axis, before rounding. */
function position(
  source: number,
  target: number,
  index: number,
  { alignCorners, halfPixelCenters }: Convention,
): number {
  const corners = alignCorners && target > 1 ? 1 : 0;
  const scale = (source - corners) / (target - corners);
  return halfPixelCenters ? scale * (index + 0.5) : scale * index;
}

function bilinear(convention: Convention): Weights {
  return (source, target, index) => {
    const place = position(source, target, index, convention) - (convention.halfPixelCenters ? 0.5 : 0);
    const low = Math.max(0, Math.floor(place));
    const fraction = place - low;
    return [
      [low, 1 - fraction],
      [Math.min(source - 1, Math.ceil(place)), fraction],
    ];
  };
}

function nearest(convention: Convention): Weights {
  return (source, target, index) => {
    const place = position(source, target, index, convention);
    const at = convention.alignCorners ? Math.round(place) : Math.floor(place);
    return [[Math.min(source - 1, Math.max(0, at)), 1]];
  };
}

/** [source, target]: column `index` holds the weights of target pixel `index`. */
function transposed(weights: Weights, source: number, target: number): tf.Tensor2D {
  const matrix = new Float32Array(source * target);
  for (let index = 0; index < target; index++)
    for (const [at, weight] of weights(source, target, index)) {
      const cell = Math.max(0, at) * target + index;
      matrix[cell] = (matrix[cell] ?? 0) + weight;
    }
  return tf.tensor2d(matrix, [source, target]);
}
