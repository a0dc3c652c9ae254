import type * as tf from '@tensorflow/tfjs-core';
import { overlayKernel } from './overlay.ts';

/** As fir.h in the addon. */
export const mostTaps = 16;

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/** Enlarges (`up` - 1 zeros after each pixel), correlates both axes with `taps` from `low` zeros on, keeps every `down`th pixel. */
export interface UpFirDown {
  readonly taps: readonly number[];
  readonly up: number;
  readonly down: number;
  readonly low: number;
  /** [height, width] before and after. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** Filters of both axes in one pass; a name that `wasm` does not know. */
export function overlayFir(): void {
  overlayKernel<Inputs, UpFirDown>('UpFirDown', ({ x }, { taps, up, down, low, to }) => {
    const [batch = 1, , , channels = 1] = x.shape;
    const numbers = [...x.shape, ...to, up, down, low, taps.length, ...taps];
    return { kernel: 'fir', shape: [batch, ...to, channels], inputs: [x], numbers };
  });
}
