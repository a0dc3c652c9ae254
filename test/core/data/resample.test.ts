import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resampler } from '../../../packages/core/src/data/resample.ts';

interface Case {
  readonly from: [number, number];
  readonly to: [number, number];
  readonly pixels: number[];
  readonly resized: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/resample.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

describe('resampler', () => {
  it.each(cases)('agrees with Pillow from $from to $to', ({ from, to, pixels, resized }) => {
    const resample = resampler({ height: from[0], width: from[1], channels: 1 }, { height: to[0], width: to[1] });
    const ours = resample(pixels);
    expect(ours).toHaveLength(resized.length);
    expect(Math.max(...ours.map((value, index) => Math.abs(value - resized[index]!)))).toBeLessThan(1e-3);
  });

  it('treats channels separately', () => {
    const image = Float32Array.from({ length: 6 * 6 * 3 }, (_, index) => (index * 37) % 101);
    const together = resampler({ height: 6, width: 6, channels: 3 }, { height: 4, width: 9 })(image);
    for (let c = 0; c < 3; c++) {
      const plane = image.filter((_, index) => index % 3 === c);
      const alone = resampler({ height: 6, width: 6, channels: 1 }, { height: 4, width: 9 })(plane);
      expect(together.filter((_, index) => index % 3 === c)).toEqual(alone);
    }
  });
});
