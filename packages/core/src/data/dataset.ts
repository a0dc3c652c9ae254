/**
 * Images a model can learn from. All of one size, held as bytes; `image(i)` is row-major `[height, width, channels]`,
 * 0 (black) to 255. Other kinds of data (2-D points) have another `kind`, so that a union of them can be told apart.
 */
export interface Dataset {
  readonly kind: 'images';
  readonly name: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: number;
  /** SHA-256 of shape and pixels, in hex: two sets with this value equal are the same set, wherever they were read from. */
  readonly hash: string;
  readonly licence?: string;
  /** The bytes of one image. Throws a `RangeError` outside `0 … count − 1`. The array is shared: do not write into it. */
  readonly image: (index: number) => Uint8Array;
}

/** What a dataset and a model agree on: the size of one picture. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
