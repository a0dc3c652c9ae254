import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkData } from '../../../packages/core/src/node/data/check-data.ts';
import { encodePng } from '../../../packages/core/src/node/png/encode-png.ts';
import { idxOf, npyOf, zipOf } from '../../support/archives.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-'));
});
afterAll(() => rm(folder, { recursive: true }));

const put = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const picture = (width: number, height: number, channels = 3): Uint8Array =>
  encodePng(
    new Uint8Array(width * height * channels).map((_, index) => index),
    { width, height, channels },
  );
const bytes = Uint8Array.of(1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8);

describe('checkData', () => {
  it('describes the embedded images', async () => {
    expect(await checkData('embedded')).toMatchObject({ counts: [4000], largest: [28, 28], channels: 1, problems: [] });
  });

  it('lists every broken picture of a folder, and describes the others', async () => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    await writeFile(join(photos, 'a.png'), picture(4, 2));
    await writeFile(join(photos, 'b.png'), 'no picture');
    await writeFile(join(photos, 'c.png'), picture(8, 8));
    await writeFile(join(photos, 'd.png'), picture(8, 8));
    await writeFile(join(photos, 'e.jpg'), picture(8, 8).subarray(0, 40));
    const check = await checkData(photos);
    expect(check).toMatchObject({
      kind: 'folder',
      counts: [3],
      smallest: [4, 2],
      largest: [8, 8],
      channels: 3,
      repeated: 1,
      config: `{ use: folder, path: ${photos} }`,
    });
    expect(check.problems.map(({ path }) => path)).toEqual([join(photos, 'b.png'), join(photos, 'e.jpg')]);
  });

  it('describes a zip file in the same way', async () => {
    const path = await put('set.zip', zipOf({ 'a.png': picture(4, 4, 1), 'b.png': Buffer.from('no') }));
    const check = await checkData(path);
    expect(check).toMatchObject({ kind: 'zip', counts: [1], channels: 1 });
    expect(check.problems).toMatchObject([{ code: 'DATA_IMAGE_BROKEN', path: `${path}/b.png` }]);
  });

  it.each([
    ['idx', 'images', idxOf([3, 2, 2], bytes)],
    ['npy', 'images.npy', npyOf([3, 2, 2], bytes)],
  ])('describes an %s file', async (kind, name, content) => {
    const path = await put(name, content);
    expect(await checkData(path)).toMatchObject({
      kind,
      counts: [3],
      repeated: 1,
      config: `{ use: ${kind}, path: ${path} }`,
    });
  });

  it('describes a folder named as MNIST names its files', async () => {
    await mkdir(join(folder, 'digits'));
    await writeFile(join(folder, 'digits', 'train-images-idx3-ubyte'), idxOf([3, 2, 2], bytes));
    expect(await checkData(join(folder, 'digits'))).toMatchObject({ kind: 'idx', counts: [3] });
  });

  it('compares the content of a named set with what was published', async () => {
    const place = join(folder, 'cache', 'mnist');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'train-images-idx3-ubyte'), idxOf([3, 2, 2], bytes));
    await writeFile(join(place, 't10k-images-idx3-ubyte'), idxOf([3, 2, 2], bytes));
    const { problems, counts } = await checkData('mnist', { cache: join(folder, 'cache') });
    expect(counts).toEqual([3, 3]);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['DATA_CHECKSUM', place],
      ['DATA_CHECKSUM', place],
    ]);
  });

  it.each([
    ['DATA_MISSING', 'nowhere', undefined],
    ['DATA_KIND', 'text.txt', Buffer.from('text')],
    ['DATA_KIND', 'empty', Buffer.alloc(0)],
    ['DATA_IDX_LENGTH', 'short', idxOf([3, 2, 2], bytes.subarray(1))],
    ['DATA_NPY_MAGIC', 'wrong.npy', Buffer.from('text')],
    ['DATA_GZIP_BROKEN', 'broken.gz', Buffer.of(0x1f, 0x8b, 1, 2)],
  ])('refuses with %s', async (code, name, content) => {
    if (content !== undefined) await put(name, content);
    await expect(checkData(join(folder, name))).rejects.toMatchObject({ code, path: join(folder, name) });
  });
});
