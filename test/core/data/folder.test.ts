import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataError } from '../../../packages/core/src/data/errors.ts';
import { jpeg, webp } from '../../support/pictures.ts';
import { openFolder } from '../../../packages/core/src/node/data/open-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);
const plain = (width: number, height: number, channels: 1 | 2 | 3 | 4, values: number[]) =>
  encode({
    width,
    height,
    channels,
    data: Uint8Array.from({ length: width * height * channels }, (_, index) => values[index % channels]!),
  });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('should have failed'),
    (error: DataError) => error,
  );

describe('openFolder', () => {
  it('reads folders within folders in the order of their paths, whatever the system lists first', async () => {
    await mkdir(join(folder, 'b'));
    await put('c.png', plain(2, 2, 3, [3, 0, 0]));
    await put('b/z.PNG', plain(2, 2, 3, [2, 0, 0]));
    await put('a.png', plain(2, 2, 3, [1, 0, 0]));
    await put('.hidden.png', plain(9, 9, 3, [1, 0, 0]));
    await put('notes.txt', Buffer.from('no picture'));
    const set = await openFolder(folder);
    expect(set).toMatchObject({ count: 3, height: 2, width: 2, channels: 3 });
    expect([0, 1, 2].map((index) => set.image(index)[0])).toEqual([1, 2, 3]);
    expect((await openFolder(folder)).hash).toBe(set.hash);
  });

  it('takes a relative path, and links to pictures', async () => {
    await mkdir(join(folder, 'in'));
    await put('a.png', plain(2, 2, 1, [7]));
    await symlink(join(folder, 'a.png'), join(folder, 'in', 'b.png'));
    const here = relative(process.cwd(), join(folder, 'in'));
    expect((await openFolder(here)).count).toBe(1);
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(await openFolder('.')).toMatchObject({ count: 2, name: basename(folder) });
    } finally {
      process.chdir(before);
    }
  });

  it('is grey when every image is, and RGB when one is not', async () => {
    await put('a.png', plain(2, 2, 1, [7]));
    await put('b.png', plain(2, 2, 3, [8, 8, 8]));
    expect(await openFolder(folder)).toMatchObject({ channels: 1, count: 2 });
    await put('c.png', plain(2, 2, 3, [8, 9, 8]));
    const coloured = await openFolder(folder);
    expect(coloured.channels).toBe(3);
    expect([...coloured.image(0)].slice(0, 3)).toEqual([7, 7, 7]);
  });

  it('lays transparency on white', async () => {
    await put('clear.png', plain(1, 1, 4, [10, 20, 30, 0]));
    await put('half.png', plain(1, 1, 4, [0, 0, 10, 51]));
    const set = await openFolder(folder);
    expect([...set.image(0)]).toEqual([255, 255, 255]);
    expect([...set.image(1)]).toEqual([204, 204, 206]);
  });

  it('reads 16-bit, packed grey and palette files', async () => {
    await put(
      'a.png',
      encode({ width: 1, height: 1, channels: 3, depth: 16, data: Uint16Array.from([65535, 257 * 100, 0]) }),
    );
    await put(
      'b.png',
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAMAAAADAgAAAAA58/LCAAAADElEQVR4nGMIYQBCAAL6AP21eNSTAAAAAElFTkSuQmCC',
        'base64',
      ),
    );
    await put(
      'c.png',
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAMAAAADAgMAAAArRl0sAAAACVBMVEUAAAAKyB4JCQnslHFyAAAADklEQVR4nGMIYWJgYgAAAbYAWdZs/LUAAAAASUVORK5CYII=',
        'base64',
      ),
    );
    const set = await openFolder(folder, { resolution: 1 });
    expect([...set.image(0)]).toEqual([255, 100, 0]);
    expect([...set.image(1)]).toEqual([85, 85, 85]);
    expect([...set.image(2)]).toEqual([10, 200, 30]);
  });

  it('reads JPEG and WebP', async () => {
    await put('a.jpg', jpeg);
    await put('b.webp', webp);
    const set = await openFolder(folder);
    expect(set).toMatchObject({ count: 2, width: 8, height: 6 });
    expect([...set.image(1)].slice(0, 3)).toEqual([200, 100, 50]);
    const [red = 0, green = 0, blue = 0] = set.image(0);
    expect(Math.max(Math.abs(red - 200), Math.abs(green - 100), Math.abs(blue - 50))).toBeLessThanOrEqual(2);
  });

  it('brings mixed sizes to the resolution asked for, and says so when none was', async () => {
    await put('a.png', plain(20, 10, 3, [1, 2, 3]));
    await put('b.png', plain(5, 5, 3, [1, 2, 3]));
    expect(await failure(openFolder(folder))).toMatchObject({
      code: 'DATA_FOLDER_MIXED_SIZES',
      path: join(folder, 'b.png'),
    });
    const set = await openFolder(folder, { resolution: 8 });
    expect(set).toMatchObject({ height: 8, width: 8 });
    expect([...set.image(0)]).toEqual([...set.image(1)]);
  });

  it.each([
    ['cut.png', () => plain(30, 30, 3, [1, 2, 3]).subarray(0, 60)],
    ['damaged.png', () => plain(30, 30, 3, [1, 2, 3]).map((byte, index) => (index === 60 ? byte ^ 255 : byte))],
    ['cut.jpg', () => jpeg.subarray(0, jpeg.length - 20)],
    ['cut.webp', () => webp.subarray(0, webp.length - 10)],
    ['empty.png', () => Buffer.alloc(0)],
    ['text.jpg', () => Buffer.from('this is no picture at all')],
  ])('names the broken file: %s', async (name, bytes) => {
    await put(name, bytes());
    const error = await failure(openFolder(folder));
    expect(error).toMatchObject({ code: 'DATA_IMAGE_BROKEN', path: join(folder, name) });
    expect(error.message).toContain(name);
  });

  it('reads good files after a broken one', async () => {
    await put('a.jpg', jpeg.subarray(0, 100));
    await failure(openFolder(folder));
    await put('a.jpg', jpeg);
    expect((await openFolder(folder)).count).toBe(1);
  });

  it('refuses a decompression bomb by its declared size', async () => {
    const bomb = Buffer.from(plain(4, 4, 3, [1, 2, 3]));
    bomb.writeUInt32BE(100_000, 16);
    bomb.writeUInt32BE(100_000, 20);
    await put('bomb.png', bomb);
    expect(await failure(openFolder(folder))).toMatchObject({ code: 'DATA_IMAGE_TOO_LARGE' });
    await put('bomb.png', plain(4, 4, 3, [1, 2, 3]));
    expect(await failure(openFolder(folder, { maxPixels: 15 }))).toMatchObject({ code: 'DATA_IMAGE_TOO_LARGE' });
  });

  it('names a link that leads nowhere', async () => {
    await symlink(join(folder, 'gone.png'), join(folder, 'link.png'));
    expect(await failure(openFolder(folder))).toMatchObject({ code: 'DATA_MISSING', path: join(folder, 'link.png') });
  });

  it('says when there is nothing to read', async () => {
    expect(await failure(openFolder(folder))).toMatchObject({ code: 'DATA_EMPTY' });
    expect(await failure(openFolder(join(folder, 'nowhere')))).toMatchObject({ code: 'DATA_MISSING' });
  });
});
