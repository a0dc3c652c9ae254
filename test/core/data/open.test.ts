import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataError } from '../../../packages/core/src/data/errors.ts';
import { openDataset } from '../../../packages/core/src/node/data/open-dataset.ts';

const key = (image: Uint8Array) => Buffer.from(image).toString('latin1');

describe('the embedded images', () => {
  it('are 4,000 official training images of Fashion-MNIST, 28×28 grey', async () => {
    const set = await openDataset('embedded');
    expect(set).toMatchObject({
      kind: 'images',
      name: 'embedded',
      count: 4000,
      height: 28,
      width: 28,
      channels: 1,
      licence: 'MIT',
    });
    expect(set.hash).toBe('689ae8500c0246bfbd92f69ae3ec8e74a2e440bb8271820a63f7ea759de047a4');
    // The first official training image (an ankle boot), which many tutorials show.
    expect(createHash('sha256').update(set.image(0)).digest('hex')).toBe(
      '5bd44e331a6d6998daf675700cd0c13dcd7af8ab954b7585124124da61459e7b',
    );
  });

  it('have 1,000 held-out test images, none of which is a training image', async () => {
    const train = await openDataset({ use: 'embedded' });
    const test = await openDataset('embedded', { split: 'test' });
    expect(test).toMatchObject({
      count: 1000,
      hash: '03e5b3ebd0dcf30c3a41efaeeb3e50e19daea1896c2d145fab774f9ea319474e',
    });
    const known = new Set(Array.from({ length: train.count }, (_, index) => key(train.image(index))));
    expect(known.size).toBe(4000);
    expect(Array.from({ length: test.count }, (_, index) => known.has(key(test.image(index)))).filter(Boolean)).toEqual(
      [],
    );
  });
});

describe('openDataset', () => {
  it('says how to get a set that is not on this machine', async () => {
    const error = await openDataset('cifar10', { folders: ['nowhere'] }).catch((reason: DataError) => reason);
    expect(error).toMatchObject({ code: 'DATA_NOT_FETCHED' });
    expect((error as DataError).fix).toContain('embedded');
  });

  it('finds a named set in the folders it is given', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'named-'));
    mkdirSync(join(folder, 'mnist'));
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2]);
    await writeFile(
      join(folder, 'mnist', 'train-images-idx3-ubyte'),
      Buffer.concat([header, Buffer.from([1, 2, 3, 4])]),
    );
    expect(await openDataset('mnist', { folders: ['nowhere', folder] })).toMatchObject({
      name: 'mnist',
      count: 1,
      licence: 'CC-BY-SA-3.0',
    });
    await rm(folder, { recursive: true });
  });

  it('reads the official binary files of CIFAR-10, planes to pixels', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cifar-'));
    mkdirSync(join(folder, 'cifar10'));
    const image = Buffer.alloc(3073);
    image.fill(10, 1, 1025).fill(20, 1025, 2049).fill(30, 2049);
    await writeFile(
      join(folder, 'cifar10', 'test_batch.bin'),
      Buffer.concat(Array.from({ length: 10_000 }, () => image)),
    );
    const set = await openDataset('cifar10', { folders: [folder], split: 'test' });
    expect(set).toMatchObject({ count: 10_000, height: 32, width: 32, channels: 3 });
    expect([...set.image(9999)].slice(0, 6)).toEqual([10, 20, 30, 10, 20, 30]);
    const missing = await openDataset('cifar10', { folders: [folder] }).catch((reason: DataError) => reason);
    expect(missing).toMatchObject({ code: 'DATA_CIFAR10_BROKEN' });
    await rm(folder, { recursive: true });
  });
});
