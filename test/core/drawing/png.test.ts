import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../packages/core/src/node/png/encode-png.ts';
import { imageGrid } from '../../../packages/core/src/node/png/image-grid.ts';

describe('encodePng', () => {
  it.each([1, 2, 3, 4])('writes a file of %i channels that gives the pixels back', (channels) => {
    const pixels = Uint8Array.from({ length: 5 * 3 * channels }, (_, index) => (index * 37) % 256);
    const file = encodePng(pixels, { width: 5, height: 3, channels });
    expect([...file.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    const decoded = decode(file);
    expect(decoded).toMatchObject({ width: 5, height: 3, channels, depth: 8 });
    expect(Uint8Array.from(decoded.data)).toEqual(pixels);
  });

  it('refuses pixels that do not fit', () => {
    expect(() => encodePng(new Uint8Array(4), { width: 1, height: 1, channels: 3 })).toThrow(
      '4 bytes are not a picture',
    );
  });
});

describe('imageGrid', () => {
  const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

  it('lays images out in rows with gaps around them', () => {
    const grid = imageGrid(
      { pixels, count: 3, height: 2, width: 2, channels: 1 },
      { columns: 2, gap: 1, background: 0 },
    );
    expect(grid).toMatchObject({ width: 7, height: 7, channels: 1 });
    const rows = Array.from({ length: 7 }, (_, y) => [...grid.pixels.subarray(y * 7, y * 7 + 7)]);
    expect(rows).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [0, 1, 2, 0, 5, 6, 0],
      [0, 3, 4, 0, 7, 8, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 9, 10, 0, 0, 0, 0],
      [0, 11, 12, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('takes model values in [-1, 1] and enlarges without blurring', () => {
    const batch = { pixels: Float32Array.from([-1, 0, 5, 1, 0.2, -0.2]), count: 1, height: 1, width: 2, channels: 3 };
    const grid = imageGrid(batch, { gap: 0, scale: 2 });
    expect(grid).toMatchObject({ width: 4, height: 2, channels: 3 });
    expect([...grid.pixels.subarray(0, 12)]).toEqual([0, 128, 255, 0, 128, 255, 255, 153, 102, 255, 153, 102]);
    expect(grid.pixels.subarray(12)).toEqual(grid.pixels.subarray(0, 12));
  });

  it('is as square as possible by default', () => {
    const grid = imageGrid({ pixels: new Uint8Array(10), count: 10, height: 1, width: 1, channels: 1 }, { gap: 0 });
    expect([grid.width, grid.height]).toEqual([4, 3]);
  });

  it('refuses a batch that does not hold what it says', () => {
    expect(() => imageGrid({ pixels, count: 2, height: 2, width: 2, channels: 1 })).toThrow('not 2 images');
  });
});
