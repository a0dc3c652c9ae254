import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { GanregError } from '@ganreg/core';
import { checkData } from '@ganreg/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataset } from '../../../packages/core/src/node/data/open-dataset.ts';
import { openFolder } from '../../../packages/core/src/node/data/open-folder.ts';
import { openIdx } from '../../../packages/core/src/node/data/open-idx.ts';
import { openNpy } from '../../../packages/core/src/node/data/open-npy.ts';
import { listZip } from '../../../packages/core/src/node/data/zip-format.ts';
import { idxOf, npyOf, zipOf } from '../../support/archives.ts';
import { ganreg } from '../../support/command.ts';
import { cmyk, jpeg, progressive, turned, webp } from '../../support/pictures.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-input-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
};
const failure = async (promise: Promise<unknown>): Promise<GanregError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GanregError)) throw new Error('it should have failed with words of ours', { cause: error });
  expect(error.fix).toBeTruthy();
  return error;
};
const png = (width: number, height: number, value = 7): Uint8Array =>
  encode({ width, height, channels: 1, data: new Uint8Array(width * height).fill(value) });

describe('a picture', () => {
  it.each([
    ['grey', 8, 1, [51], [51, 51, 51]],
    ['grey of 16 bits', 16, 1, [257 * 51], [51, 51, 51]],
    ['grey with alpha', 8, 2, [0, 51], [204, 204, 204]],
    ['grey with alpha of 16 bits', 16, 2, [0, 257 * 51], [204, 204, 204]],
    ['RGB of 16 bits', 16, 3, [257 * 10, 257 * 20, 257 * 30], [10, 20, 30]],
    ['RGB with alpha', 8, 4, [0, 0, 10, 51], [204, 204, 206]],
    ['RGB with alpha of 16 bits', 16, 4, [0, 0, 2570, 257 * 51], [204, 204, 206]],
  ] as const)('in PNG, %s, becomes 8 bits on white', async (_, depth, channels, values, expected) => {
    const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
    await put('a.png', encode({ width: 1, height: 1, channels, depth, data }));
    await put('colour.png', encode({ width: 1, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3) }));
    expect([...(await openFolder(folder)).image(0)]).toEqual(expected);
  });

  it('in JPEG may be progressive, and is turned as its EXIF says', async () => {
    await put('a.jpg', progressive);
    await put('b.jpg', turned);
    expect(await checkData(folder)).toMatchObject({ counts: [2], smallest: [8, 6], largest: [6, 8], problems: [] });
  });

  it('in the colours of print is refused with how to convert it', async () => {
    const path = await put('print.jpg', cmyk);
    await put('good.jpg', jpeg);
    const error = await failure(openFolder(folder));
    expect(error).toMatchObject({ code: 'DATA_IMAGE_BROKEN', path, fix: expect.stringContaining('-colorspace sRGB') });
    expect(error.message).toContain('CMYK');
    expect(await checkData(folder)).toMatchObject({ counts: [1], problems: [{ path }] });
  });

  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = (width: number, height: number): Buffer => {
    const data = Buffer.alloc(13);
    data.writeUInt32BE(width, 0);
    data.writeUInt32BE(height, 4);
    data[8] = 8;
    return chunk('IHDR', data);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const end = chunk('IEND', Buffer.alloc(0));
  const zeros = deflateSync(Buffer.alloc(2 ** 27));

  it('that unpacks to more than it says is refused: 128 MiB in 4×4', async () => {
    const path = await put('bomb.png', Buffer.concat([signature, header(4, 4), chunk('IDAT', zeros), end]));
    expect(await failure(openFolder(folder))).toMatchObject({
      code: 'DATA_IMAGE_BROKEN',
      path,
      message: expect.stringContaining('more than its header says'),
    });
  });

  it('with a bomb for a colour profile is read without unpacking it', async () => {
    const profile = chunk('iCCP', Buffer.concat([Buffer.from('bomb\0\0'), zeros]));
    const pixels = chunk('IDAT', deflateSync(Buffer.alloc(4 * 5)));
    await put('profile.png', Buffer.concat([signature, header(4, 4), profile, pixels, end]));
    const before = process.memoryUsage.rss();
    expect(await openFolder(folder)).toMatchObject({ count: 1, width: 4 });
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 26);
  });

  it.each([
    ['PNG', () => Buffer.concat([signature, header(2 ** 31 - 1, 2 ** 31 - 1), end])],
    ['JPEG', () => Buffer.from(jpeg.toString('hex').replace('ffc0001108', 'ffc0001108ffffffff').slice(0, -8), 'hex')],
  ])('in %s that declares billions of pixels is refused before it is decoded', async (_, bytes) => {
    await put('huge.png', bytes());
    expect(await failure(openFolder(folder))).toMatchObject({ code: 'DATA_IMAGE_TOO_LARGE' });
  });

  it('alone is a set of one', async () => {
    await put('one.webp', webp);
    expect(await openFolder(folder)).toMatchObject({ count: 1, width: 8, height: 6 });
    expect(await openIdx(await put('one.idx', idxOf([1, 2, 2], Uint8Array.of(1, 2, 3, 4))))).toMatchObject({
      count: 1,
    });
  });
});

describe('an archive', () => {
  it('with paths that lead out of it is read, and nothing is written anywhere', async () => {
    const names = ['../../../escaped.png', '/absolute.png', String.raw`..\..\windows.png`, 'C:/drive.png'];
    await mkdir(join(folder, 'inner'));
    const path = await put('inner/slip.zip', zipOf(Object.fromEntries(names.map((name) => [name, png(2, 2)]))));
    expect((await openFolder(path)).count).toBe(2);
    expect(await readdir(folder, { recursive: true })).toEqual(['inner', join('inner', 'slip.zip')]);
    await expect(stat(join(folder, '..', 'escaped.png'))).rejects.toThrow('ENOENT');
  });

  it('that is encrypted says so', async () => {
    const bytes = zipOf({ 'a.png': png(2, 2) });
    bytes.writeUInt16LE(1, bytes.indexOf('PK\u0001\u0002', 0, 'latin1') + 8);
    const error = await failure(openFolder(await put('secret.zip', bytes)));
    expect(error).toMatchObject({ code: 'DATA_ZIP_BROKEN', message: expect.stringContaining('encrypted') });
  });

  it('whose 64-bit places lead nowhere is refused', async () => {
    for (const place of [2n ** 40n, 2n ** 63n, 2n ** 64n - 1n]) {
      const bytes = zipOf({ 'a.png': png(2, 2) });
      const locator = Buffer.alloc(20);
      locator.writeUInt32LE(0x07064b50, 0);
      locator.writeBigUInt64LE(place, 8);
      const whole = Buffer.concat([bytes.subarray(0, -22), locator, bytes.subarray(-22)]);
      const file = await open(await put('far.zip', whole));
      try {
        expect(await failure(listZip(file, 'far.zip'))).toMatchObject({ code: 'DATA_ZIP_BROKEN' });
      } finally {
        await file.close();
      }
    }
  });

  it('with an entry that unpacks to more than it says is refused', async () => {
    const bytes = zipOf({ 'a.png': Buffer.alloc(2 ** 22) });
    const central = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
    bytes.writeUInt32LE(100, central + 24);
    expect(await failure(openFolder(await put('bomb.zip', bytes)))).toMatchObject({ code: 'DATA_ZIP_BROKEN' });
  });

  it.each([
    ['IDX', (path: string) => openIdx(path), idxOf([2, 2, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))],
    ['npy', (path: string) => openNpy(path), npyOf([2, 2, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))],
  ])('gzip of an %s file that unpacks to more than it says is refused', async (_, read, whole) => {
    const path = await put('bomb.gz', gzipSync(Buffer.concat([whole, Buffer.alloc(2 ** 27)])));
    const before = process.memoryUsage.rss();
    expect(await failure(read(path))).toMatchObject({ code: 'DATA_GZIP_BROKEN', path });
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 26);
    expect((await read(await put('good.gz', gzipSync(whole)))).count).toBe(2);
    expect(await failure(read(await put('cut.gz', gzipSync(whole).subarray(0, -12))))).toMatchObject({
      code: 'DATA_GZIP_BROKEN',
    });
  });

  it.each([
    ['a fraction', "'shape': (2.5, 2, 2)"],
    ['a negative number', "'shape': (-1, 2, 2)"],
    ['a word', "'shape': (many, 2, 2)"],
  ])('npy whose shape has %s is refused', async (_, shape) => {
    const text = npyOf([2, 2, 2], new Uint8Array(8)).toString('latin1');
    const path = await put('odd.npy', Buffer.from(text.replace(/'shape': \([^)]*\)/u, shape), 'latin1'));
    expect(await failure(openNpy(path))).toMatchObject({ code: expect.stringMatching(/^DATA_NPY_/), path });
  });
});

describe('a folder', () => {
  it('with links is read once, whatever circles they form', async () => {
    await put('in/a.png', png(2, 2));
    await put('elsewhere/b.png', png(2, 2));
    await symlink('..', join(folder, 'in', 'up'));
    await symlink(join(folder, 'in'), join(folder, 'in', 'again'));
    expect(await openFolder(join(folder, 'in'))).toMatchObject({ count: 2 });
  });

  it('with a link to itself for a picture names it', async () => {
    await symlink('self.png', join(folder, 'self.png'));
    expect(await failure(openFolder(folder))).toMatchObject({
      code: 'DATA_UNREADABLE',
      path: join(folder, 'self.png'),
      fix: expect.stringContaining('circle'),
    });
    await symlink('round', join(folder, 'round'));
    expect(await failure(openFolder(join(folder, 'round')))).toMatchObject({ code: 'DATA_UNREADABLE' });
  });

  it('with devices and pipes in place of pictures does not wait for them', async () => {
    await symlink('/dev/zero', join(folder, 'zero.png'));
    expect(await failure(openFolder(folder))).toMatchObject({
      code: 'DATA_UNREADABLE',
      path: join(folder, 'zero.png'),
    });
    const pipe = join(folder, 'pipe.idx');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    for (const use of ['idx', 'npy', 'folder'] as const)
      expect(await failure(openDataset({ use, path: pipe }))).toMatchObject({ code: 'DATA_UNREADABLE', path: pipe });
    expect(await failure(checkData(pipe))).toMatchObject({ code: 'DATA_UNREADABLE' });
  });

  it('or file that must not be read is named, with its permissions as the reason', async () => {
    const path = await put('photos/secret.png', png(2, 2));
    await put('photos/open.png', png(2, 2));
    const sealed = await put('photos/sealed/c.png', png(2, 2));
    await chmod(path, 0);
    const read = (target: string) =>
      ganreg(['data', 'check', target], { cwd: folder, powerless: true }).then(({ status, stdout, stderr }) => ({
        status,
        text: stdout + stderr,
      }));
    const one = await read('photos');
    expect(one).toMatchObject({ status: 2, text: expect.stringContaining('DATA_UNREADABLE at photos/secret.png') });
    expect(one.text).toContain('check its permissions');
    expect(one.text).toContain('2 images');
    await chmod(dirname(sealed), 0);
    expect(await read('photos')).toMatchObject({ status: 2, text: expect.stringContaining('photos/sealed') });
    await chmod(dirname(sealed), 0o700);
    const idx = await put('images.idx', idxOf([1, 1, 1], Uint8Array.of(1)));
    await chmod(idx, 0);
    expect(await read('images.idx')).toMatchObject({
      status: 2,
      text: expect.stringContaining('DATA_UNREADABLE at images.idx'),
    });
  });
});
