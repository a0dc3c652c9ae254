/** Features of a set of images: `values` holds `count` rows of `dimension` numbers. */
export interface FeatureSet {
  readonly count: number;
  readonly dimension: number;
  readonly values: Float32Array;
}

/** Refuses to compare what was not measured by the same network. Throws a `RangeError`. */
export function sameDimension(a: { readonly dimension: number }, b: { readonly dimension: number }): void {
  if (a.dimension !== b.dimension) {
    throw new RangeError(`features of ${a.dimension} and of ${b.dimension} dimensions cannot be compared`);
  }
}
