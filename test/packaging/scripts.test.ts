import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Readonly<Record<string, unknown>>;

/** What npm runs by itself when somebody installs a package, from a registry or from git. */
const automatic = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish'];

describe('installing', () => {
  it('runs nothing of ours', () => {
    const manifests = ['packages', 'examples'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => basename(file) === 'package.json' && !file.includes('node_modules'))
        .map((file) => join(folder, file)),
    );
    expect(manifests.length).toBeGreaterThan(10);
    const run = manifests.flatMap((file) =>
      Object.keys(Object(read(file)['scripts']))
        .filter((name) => automatic.includes(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(run).toEqual([]);
  });

  it('runs nothing of what we depend on, and every package has a checksum', () => {
    const packages = Object.entries(
      read('package-lock.json')['packages'] as Readonly<
        Record<string, { dev?: boolean; link?: boolean; hasInstallScript?: boolean; integrity?: string }>
      >,
    ).filter(([name]) => name.includes('node_modules/'));
    const runtime = packages.filter(([, { dev, link }]) => dev !== true && link !== true);
    expect(runtime.length).toBeGreaterThan(20);
    // of @ganreg/queue alone, which nobody gets unasked, and optional: npm goes on when its script cannot run, and so does the queue
    const known = 'node_modules/msgpackr-extract';
    expect(runtime.find(([name]) => name === known)?.[1]).toMatchObject({ optional: true });
    expect(runtime.filter(([name, each]) => each.hasInstallScript === true && name !== known)).toEqual([]);
    expect(
      packages
        .filter(([, { link, integrity }]) => link !== true && integrity?.startsWith('sha512-') !== true)
        .map(([name]) => name),
    ).toEqual([]);
  });
});
