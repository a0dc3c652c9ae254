import { expect, it } from 'vitest';
import { adapted } from '../../../packages/core/src/data/adapted.ts';
import { inMemoryDataset } from '../../../packages/core/src/data/in-memory.ts';

const set = inMemoryDataset({
  name: 's',
  hash: 'h',
  height: 2,
  width: 2,
  channels: 1,
  pixels: Uint8Array.from([1, 2, 3, 4]),
});

it('gives a dataset the shape of a model and says so in its hash', () => {
  const coloured = adapted(set, { resolution: 2, channels: 3 });
  expect(coloured).toMatchObject({ count: 1, height: 2, channels: 3, hash: 'h: grey repeats to RGB' });
  expect([...coloured.image(0)].slice(0, 6)).toEqual([1, 1, 1, 2, 2, 2]);
});

it('is the same dataset where nothing is to be done', () => {
  expect(adapted(set, { resolution: 2, channels: 1 })).toBe(set);
});
