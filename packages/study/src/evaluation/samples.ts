import type { PointSet } from '@ganreg/core';
import type { ImageSource } from '@ganreg/core/metrics';

/** Points as a metric sees them. */
export interface PointSource {
  readonly kind: 'points';
  readonly count: number;
  readonly point: (index: number) => Float32Array;
}

/** What a metric compares: images as bytes, or points. */
export type Samples = (ImageSource & { readonly kind: 'images' }) | PointSource;

/** Samples that lie one after the other in memory. */
export const imagesOf = (
  bytes: Uint8Array,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
): Samples => {
  const size = height * width * channels;
  return {
    kind: 'images',
    count: bytes.length / size,
    height,
    width,
    channels,
    image: (index) => bytes.subarray(index * size, (index + 1) * size),
  };
};

export const pointsOf = (values: Float32Array): Samples => ({
  kind: 'points',
  count: values.length / 2,
  point: (index) => values.subarray(2 * index, 2 * index + 2),
});

/** The chosen ones, in that order. */
export const pick = (samples: Samples, indices: ArrayLike<number>): Samples => {
  const at = (index: number): number => indices[index] ?? -1;
  return samples.kind === 'points'
    ? { ...samples, count: indices.length, point: (index) => samples.point(at(index)) }
    : { ...samples, count: indices.length, image: (index) => samples.image(at(index)) };
};

/** A cluster structure that is known: only toys have one. */
export type Modes = Pick<PointSet, 'modes' | 'deviation'>;
