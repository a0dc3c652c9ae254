import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataError } from '../../../packages/core/src/data/errors.ts';
import { encodePng } from '../../../packages/core/src/node/png/encode-png.ts';
import { openFolder } from '../../../packages/core/src/node/data/open-folder.ts';
import { openNpy } from '../../../packages/core/src/node/data/open-npy.ts';
import { npyOf, zipOf } from '../../support/archives.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archives-'));
});
afterAll(() => rm(folder, { recursive: true }));

const put = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const failure = (promise: Promise<unknown>): Promise<DataError> =>
  promise.then(
    () => expect.unreachable('should have failed'),
    (error: DataError) => error,
  );
const picture = (first: number): Uint8Array =>
  encodePng(
    Uint8Array.from({ length: 12 }, (_, index) => first + index),
    { width: 2, height: 2, channels: 3 },
  );

describe('a zip file', () => {
  const files = {
    'b/two.png': picture(50),
    'a/one.PNG': picture(1),
    'readme.txt': Buffer.from('no picture'),
    '__MACOSX/._one.png': Buffer.from('no picture either'),
    'b/.hidden.png': Buffer.from('nor this'),
  };

  it.each([false, true])('is read as the folder that it packs, stored: %s', async (stored) => {
    const set = await openFolder(await put('set.zip', zipOf(files, { stored })));
    expect(set).toMatchObject({ name: 'set', count: 2, width: 2, height: 2, channels: 3 });
    expect([set.image(0)[0], set.image(1)[0]]).toEqual([1, 50]);
  });

  it('with a broken part is refused, naming the part', async () => {
    const error = await failure(openFolder(await put('broken.zip', zipOf(files, { flip: 'b/two.png' }))));
    expect(error).toMatchObject({ code: 'DATA_ZIP_BROKEN', message: expect.stringContaining('b/two.png') });
  });

  it.each([
    ['cut off at its end', (bytes: Buffer) => bytes.subarray(0, -30)],
    ['cut off at its start', (bytes: Buffer) => bytes.subarray(30)],
    ['of nothing', () => Buffer.alloc(0)],
  ])('%s is refused', async (_, damage) => {
    const error = await failure(openFolder(await put('damaged.zip', damage(zipOf(files)))));
    expect(error.code).toBe('DATA_ZIP_BROKEN');
  });

  it('without a picture is refused', async () => {
    const error = await failure(openFolder(await put('text.zip', zipOf({ 'a.txt': Buffer.from('a') }))));
    expect(error.code).toBe('DATA_EMPTY');
  });
});

describe('an npy file', () => {
  const bytes = Uint8Array.from({ length: 24 }, (_, index) => index * 10);

  it('of bytes is read, grey and colour', async () => {
    const grey = await openNpy(await put('grey.npy', npyOf([6, 2, 2], bytes)));
    expect(grey).toMatchObject({ name: 'grey', count: 6, height: 2, width: 2, channels: 1 });
    const colour = await openNpy(await put('colour.npy', npyOf([2, 2, 2, 3], bytes)));
    expect(colour).toMatchObject({ count: 2, channels: 3 });
    expect([...colour.image(1)]).toEqual([...bytes.subarray(12)]);
  });

  it.each([
    ['[0, 1]', Float32Array.from(bytes, (each) => each / 255)],
    ['[-1, 1]', Float64Array.from(bytes, (each) => each / 127.5 - 1)],
  ])('of floats in %s gives the same bytes', async (_, values) => {
    const set = await openNpy(await put('floats.npy', npyOf([6, 2, 2], values)));
    expect([...set.image(5)]).toEqual([...bytes.subarray(20)]);
  });

  it.each([
    ['DATA_NPY_MAGIC', Buffer.from('not an npy file')],
    ['DATA_NPY_TYPE', npyOf([6, 2, 2], bytes, { type: '<i8' })],
    ['DATA_NPY_ORDER', npyOf([6, 2, 2], bytes, { order: 'True' })],
    ['DATA_NPY_SHAPE', npyOf([24], bytes)],
    ['DATA_NPY_SHAPE', npyOf([2, 3, 2, 2], bytes)],
    ['DATA_NPY_LENGTH', npyOf([7, 2, 2], bytes)],
    ['DATA_NPY_RANGE', npyOf([1, 2, 2], Float32Array.of(0, 1, 2, 3))],
    ['DATA_NPY_RANGE', npyOf([1, 2, 2], Float32Array.of(0, Number.NaN, 0, 1))],
    ['DATA_EMPTY', npyOf([0, 2, 2], new Uint8Array(0))],
  ])('that is wrong is refused: %s', async (code, content) => {
    const path = await put('wrong.npy', content);
    expect(await failure(openNpy(path))).toMatchObject({ code, path, fix: expect.stringMatching(/./u) });
  });

  it('with planes before pixels says how to turn it', async () => {
    const { fix } = await failure(openNpy(await put('planar.npy', npyOf([2, 3, 2, 2], bytes))));
    expect(fix).toContain('transpose(0, 2, 3, 1)');
  });
});
