import type { StepDraws } from '@ganreg/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { resample, sampleMatrix, type Tools } from './resample.ts';

/** A change of geometry for maps `[B, r, r, C]` of any side, drawn once. */
export type Geometry = (maps: Tensor4D) => Tensor4D;

/**
 * Shifts each image by whole pixels of an image of side `side`, up to ⌊share·side + ½⌋ either way, zeros behind it; a smaller map
 * by the same share of its side, between places if need be.
 */
export const shift = (tools: Tools, batch: number, side: number, share: number, draws: StepDraws): Geometry => {
  const most = Math.floor(side * share + 0.5);
  const [down, across] = [draws.integers(batch, 2 * most + 1), draws.integers(batch, 2 * most + 1)];
  return (maps) => {
    const own = maps.shape[1];
    const by = (shifts: Int32Array) =>
      sampleMatrix(tools, batch, own, (image, line) => line - (((shifts[image] ?? 0) - most) * own) / side);
    return resample(tools, maps, by(down), by(across));
  };
};

/**
 * Covers a square of side ⌊share·side + ½⌋ of each image with zeros, its centre anywhere in the image; of a smaller map the share
 * of each place that is covered.
 */
export const cover = ({ tf }: Tools, batch: number, side: number, share: number, draws: StepDraws): Geometry => {
  const size = Math.floor(side * share + 0.5);
  const centres = () => draws.integers(batch, side + 1 - (size % 2));
  const [down, across] = [centres(), centres()];
  /** How much of line `line` of a map of side `own` lies in the square, 0 … 1. */
  const within = (centre: number, line: number, own: number): number => {
    const [from, scale] = [centre - Math.floor(size / 2), side / own];
    const overlap = Math.min(from + size, (line + 1) * scale) - Math.max(from, line * scale);
    return Math.max(0, overlap) / scale;
  };
  return (maps) => {
    const own = maps.shape[1];
    const kept = new Float32Array(batch * own * own);
    for (let image = 0; image < batch; image += 1) {
      for (let row = 0; row < own; row += 1) {
        const vertical = within(down[image] ?? 0, row, own);
        for (let column = 0; column < own; column += 1)
          kept[(image * own + row) * own + column] = 1 - vertical * within(across[image] ?? 0, column, own);
      }
    }
    return tf.mul(maps, tf.tensor4d(kept, [batch, own, own, 1]));
  };
};
