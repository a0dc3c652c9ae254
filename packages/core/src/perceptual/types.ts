import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';

/** How different two batches of images look, as one number that an image can be trained on. */
export interface PerceptualDistance {
  readonly name: string;
  /** One line for the run's record: what is compared, with which weights. */
  readonly description: string;
  /**
   * Mean over the batch of the distance of each pair, `[B, H, W, C]` in [-1, 1] each. Symmetric, ≥ 0, 0 for equal
   * images; differentiable in both. Throws a `RangeError` for images it cannot see.
   */
  readonly distance: (a: Tensor4D, b: Tensor4D) => Scalar;
  /** Multiply-adds of one forward for one pair of square images. */
  readonly macsPerImage: (resolution: number) => number;
  readonly dispose: () => void;
}
