import type { Setup, StepDraws } from '@ganreg/core';
import type { Scalar, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { resample, sampleMatrix, type Tools } from './resample.ts';

/** Flips half of the images and shifts each by up to an eighth of its side, mirrored at the border (Zhang et al. 2020, §3.2). */
export const flippedAndShifted = (tools: Tools, images: Tensor4D, draws: StepDraws): Tensor4D => {
  const [batch, height, width] = images.shape;
  const flips = draws.uniform(batch);
  const shifts = (side: number): Int32Array => {
    const most = Math.floor(side / 8);
    return draws.integers(batch, 2 * most + 1).map((shift) => shift - most);
  };
  const mirrored = (at: number, side: number): number => (at < 0 ? -at : at >= side ? 2 * (side - 1) - at : at);
  const [down, across] = [shifts(height), shifts(width)];
  const rows = sampleMatrix(tools, batch, height, (image, row) => mirrored(row - (down[image] ?? 0), height));
  const columns = sampleMatrix(tools, batch, width, (image, column) => {
    const from = mirrored(column - (across[image] ?? 0), width);
    return (flips[image] ?? 0) < 0.5 ? width - 1 - from : from;
  });
  return resample(tools, images, rows, columns);
};

/** Mean squared difference of two sets of scores `[B, 1]`. */
export const scoreDifference = ({ tf }: Pick<Setup<unknown, unknown>, 'tf'>, one: Tensor2D, other: Tensor2D): Scalar =>
  tf.mean(tf.square(tf.sub(one, other)));
