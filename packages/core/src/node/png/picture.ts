/** Bytes of one picture, row by row, `channels` to a pixel: 1 grey, 3 RGB, 4 RGB with alpha. */
export interface Picture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}
