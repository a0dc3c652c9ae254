import { describe, expect, it } from 'vitest';
import { inMemoryDataset } from '../../../packages/core/src/data/in-memory.ts';
import { toBytes, toFloats } from '../../../packages/core/src/data/quantise.ts';
import { subset } from '../../../packages/core/src/data/subset.ts';

const four = inMemoryDataset({
  name: 'four',
  hash: 'h',
  height: 1,
  width: 2,
  channels: 1,
  pixels: Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]),
});

describe('an in-memory dataset', () => {
  it('gives each image its bytes', () => {
    expect(four.count).toBe(4);
    expect(four.image(2)).toEqual(Uint8Array.from([4, 5]));
  });

  it('refuses an index it does not have', () => {
    for (const index of [-1, 4, 0.5, Number.NaN]) expect(() => four.image(index)).toThrow(RangeError);
  });

  it('refuses bytes that are not whole images', () => {
    expect(() => inMemoryDataset({ ...four, pixels: new Uint8Array(3) })).toThrow('not a whole number');
  });
});

describe('subset', () => {
  it('keeps the order it was given and names the part in its hash', () => {
    const part = subset(four, [3, 0, 1]);
    expect([...Array(part.count).keys()].map((index) => part.image(index)[0])).toEqual([6, 0, 2]);
    expect(part.hash).toBe('h[3,0-1]');
    expect(() => part.image(3)).toThrow(RangeError);
  });
});

describe('bytes and model values', () => {
  it('go there and back without loss', () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(toBytes(toFloats(all))).toEqual(all);
    expect(toFloats(all)[0]).toBe(-1);
    expect(toFloats(all)[255]).toBe(1);
  });

  it('clamp what a file could not hold', () => {
    expect(toBytes([-3, 3, Number.NaN])).toEqual(Uint8Array.from([0, 255, 0]));
  });
});
