import type { ImageShape } from './dataset.ts';

interface Taps {
  readonly first: Int32Array;
  readonly weights: Float64Array;
  readonly width: number;
}

/** Weights of the triangle filter with half-pixel centres; widened by the scale when shrinking, so that nothing aliases. */
function triangleTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const width = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const weights = new Float64Array(to * width);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(from, Math.floor(centre + support + 0.5));
    let total = 0;
    for (let j = start; j < end; j++) {
      const weight = Math.max(0, 1 - Math.abs((j + 0.5 - centre) / support));
      weights[i * width + j - start] = weight;
      total += weight;
    }
    for (let k = 0; k < width; k++) weights[i * width + k] = (weights[i * width + k] ?? 0) / total;
    first[i] = start;
  }
  return { first, weights, width };
}

export type Resample = (pixels: ArrayLike<number>) => Float32Array;

/**
 * Resizes images `[height, width, channels]` by a separable triangle ("bilinear") filter with half-pixel centres,
 * antialiased when shrinking: what Pillow's `BILINEAR` and torchvision's `antialias=True` compute, without their
 * rounding to bytes between the two passes. Values keep their range.
 */
export function resampler(from: ImageShape, to: { readonly height: number; readonly width: number }): Resample {
  const { height, width, channels } = from;
  const across = triangleTaps(width, to.width);
  const down = triangleTaps(height, to.height);
  return (pixels) => {
    const rows = new Float64Array(height * to.width * channels);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < to.width; x++) {
        const start = across.first[x] ?? 0;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = 0; k < across.width; k++) {
            const weight = across.weights[x * across.width + k] ?? 0;
            if (weight > 0) sum += weight * (pixels[(y * width + start + k) * channels + c] ?? 0);
          }
          rows[(y * to.width + x) * channels + c] = sum;
        }
      }
    }
    const stride = to.width * channels;
    const out = new Float32Array(to.height * stride);
    for (let y = 0; y < to.height; y++) {
      const start = down.first[y] ?? 0;
      for (let i = 0; i < stride; i++) {
        let sum = 0;
        for (let k = 0; k < down.width; k++) {
          const weight = down.weights[y * down.width + k] ?? 0;
          if (weight > 0) sum += weight * (rows[(start + k) * stride + i] ?? 0);
        }
        out[y * stride + i] = sum;
      }
    }
    return out;
  };
}
