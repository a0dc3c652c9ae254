import { describe, expect, it } from 'vitest';
import { adaptation } from '../../../packages/core/src/data/adapt.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('adaptation', () => {
  it('does nothing, and says so, when data and model agree', () => {
    const { steps, apply } = adaptation({ height: 2, width: 2, channels: 1 }, { resolution: 2, channels: 1 });
    expect(steps).toEqual([]);
    expect(apply(bytes(1, 2, 3, 4))).toEqual(bytes(1, 2, 3, 4));
  });

  it('pads grey 28 → 32 in the middle and repeats it to RGB', () => {
    const { steps, apply } = adaptation({ height: 28, width: 28, channels: 1 }, { resolution: 32, channels: 3 });
    expect(steps).toEqual(['pads 28 → 32', 'grey repeats to RGB']);
    const image = new Uint8Array(28 * 28).map((_, index) => (index % 255) + 1);
    const adapted = apply(image);
    expect(adapted).toHaveLength(32 * 32 * 3);
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++) {
        const inside = y >= 2 && y < 30 && x >= 2 && x < 30;
        const expected = inside ? image[(y - 2) * 28 + x - 2] : 0;
        for (let c = 0; c < 3; c++) expect(adapted[(y * 32 + x) * 3 + c]).toBe(expected);
      }
    }
  });

  it('resizes a photograph instead of giving it a black frame', () => {
    const { steps, apply } = adaptation({ height: 28, width: 28, channels: 3 }, { resolution: 32, channels: 3 });
    expect(steps).toEqual(['resizes 28 → 32 (antialiased triangle filter)']);
    expect(apply(new Uint8Array(28 * 28 * 3).fill(200))).toEqual(new Uint8Array(32 * 32 * 3).fill(200));
  });

  it('resizes grey when more than a seventh is missing', () => {
    expect(adaptation({ height: 27, width: 27, channels: 1 }, { resolution: 32, channels: 1 }).steps).toEqual([
      'resizes 27 → 32 (antialiased triangle filter)',
    ]);
  });

  it('crops what is not square to its centre', () => {
    const { steps, apply } = adaptation({ height: 2, width: 4, channels: 1 }, { resolution: 2, channels: 1 });
    expect(steps).toEqual(['crops 4×2 to the central 2×2']);
    expect(apply(bytes(1, 2, 3, 4, 5, 6, 7, 8))).toEqual(bytes(2, 3, 6, 7));
  });

  it('turns colour to grey by luma', () => {
    const { steps, apply } = adaptation({ height: 1, width: 1, channels: 3 }, { resolution: 1, channels: 1 });
    expect(steps).toEqual(['colour turns grey by luma']);
    expect(apply(bytes(255, 0, 0))).toEqual(bytes(76));
    expect(apply(bytes(0, 255, 0))).toEqual(bytes(150));
    expect(apply(bytes(9, 9, 9))).toEqual(bytes(9));
  });

  it('halves by the triangle filter: a checkerboard turns even grey away from the border', () => {
    const board = new Uint8Array(16 * 16).map((_, index) => ((Math.floor(index / 16) + (index % 16)) % 2) * 255);
    const half = adaptation({ height: 16, width: 16, channels: 1 }, { resolution: 8, channels: 1 }).apply(board);
    for (let y = 1; y < 7; y++)
      for (let x = 1; x < 7; x++) expect(Math.abs((half[y * 8 + x] ?? 0) - 127.5)).toBeLessThan(1);
  });

  it('brings any shape to any model: never a reason to refuse', () => {
    for (const from of [1, 3, 50].flatMap((height) =>
      [2, 31].flatMap((width) => [1, 3].map((channels) => ({ height, width, channels }))),
    )) {
      for (const to of [8, 32].flatMap((resolution) => [1, 3].map((channels) => ({ resolution, channels })))) {
        const image = new Uint8Array(from.height * from.width * from.channels).fill(77);
        const adapted = adaptation(from, to).apply(image);
        expect(adapted).toHaveLength(to.resolution ** 2 * to.channels);
      }
    }
  });
});
