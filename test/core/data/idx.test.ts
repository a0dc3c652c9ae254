import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataError } from '../../../packages/core/src/data/errors.ts';
import { openIdx } from '../../../packages/core/src/node/data/open-idx.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

const idx = (type: number, dimensions: number[], values: number) => {
  const header = Buffer.alloc(4 + dimensions.length * 4);
  header.set([0, 0, type, dimensions.length]);
  dimensions.forEach((dimension, index) => header.writeUInt32BE(dimension, 4 + index * 4));
  return Buffer.concat([header, Buffer.from(Array.from({ length: values }, (_, index) => index % 256))]);
};
const put = async (name: string, bytes: Uint8Array) => {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('should have failed'),
    (error: DataError) => error,
  );

describe('openIdx', () => {
  it('reads grey images, plain and gzip, to the same content', async () => {
    const plain = await openIdx(await put('plain', idx(8, [3, 4, 5], 60)));
    const packed = await openIdx(await put('packed.gz', gzipSync(idx(8, [3, 4, 5], 60))));
    expect(plain).toMatchObject({ kind: 'images', count: 3, height: 4, width: 5, channels: 1, name: 'plain' });
    expect(plain.image(1)[0]).toBe(20);
    expect(packed.hash).toBe(plain.hash);
    expect(plain.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads colour images and tells them from grey ones by the hash', async () => {
    const colour = await openIdx(await put('colour', idx(8, [2, 3, 3, 3], 54)));
    expect(colour).toMatchObject({ count: 2, channels: 3 });
    const grey = await openIdx(await put('grey', idx(8, [2, 3, 9], 54)));
    expect(grey.hash).not.toBe(colour.hash);
  });

  it('finds the split in a folder named as MNIST names it', async () => {
    await put('train-images-idx3-ubyte', idx(8, [2, 2, 2], 8));
    await put('t10k-images-idx3-ubyte.gz', gzipSync(idx(8, [1, 2, 2], 4)));
    expect((await openIdx(folder)).count).toBe(2);
    expect((await openIdx(folder, { split: 'test' })).count).toBe(1);
  });

  it.each([
    ['DATA_IDX_MAGIC', Buffer.from('not an idx file')],
    ['DATA_IDX_MAGIC', Buffer.alloc(0)],
    ['DATA_IDX_TYPE', idx(0x0d, [1, 2, 2], 16)],
    ['DATA_IDX_LABELS', idx(8, [10], 10)],
    ['DATA_IDX_RANK', idx(8, [2, 2], 4)],
    ['DATA_IDX_CHANNELS', idx(8, [1, 2, 2, 4], 16)],
    ['DATA_IDX_LENGTH', idx(8, [3, 4, 5], 59)],
    ['DATA_IDX_LENGTH', idx(8, [3, 4, 5], 61)],
    ['DATA_IDX_LENGTH', idx(8, [3, 4, 5], 60).subarray(0, 9)],
    ['DATA_EMPTY', idx(8, [0, 4, 5], 0)],
    ['DATA_GZIP_BROKEN', gzipSync(idx(8, [3, 4, 5], 60)).subarray(0, 30)],
  ])('says %s, names the file and gives a way out', async (code, bytes) => {
    const path = await put('wrong', bytes);
    const error = await failure(openIdx(path));
    expect(error.code).toBe(code);
    expect(error.message).toContain(path);
    expect(error.path).toBe(path);
    expect(error.fix?.length).toBeGreaterThan(5);
  });

  it('says which file is missing', async () => {
    expect(await failure(openIdx(join(folder, 'nowhere')))).toMatchObject({
      code: 'DATA_MISSING',
      path: join(folder, 'nowhere'),
    });
  });
});
