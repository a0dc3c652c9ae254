import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeCatalogue } from '@ganreg/core/node';

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'ganreg-discovery-'));
});
afterEach(() => rm(project, { recursive: true, force: true }));

const code = (name: string): string => `
export default {
  name: '${name}', version: '1.2.3', about: 'For a test', [Symbol.for('ganreg/plugin')]: true,
  options: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  terms: () => ({}), requires: () => ({}), conflicts: [], inject: {}, setup: () => ({}),
};`;

interface Installed {
  readonly keywords?: readonly string[];
  readonly core?: string;
}

/** Installs a package of one plugin. */
const install = async (
  name: string,
  plugin: string,
  { keywords = ['ganreg-plugin'], core = '^0.1.0' }: Installed = {},
): Promise<string> => {
  const folder = join(project, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  const manifest = { name, version: '1.2.3', type: 'module', exports: './index.js', keywords };
  const peerDependencies = { '@ganreg/core': core };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, peerDependencies }));
  await writeFile(join(folder, 'index.js'), code(plugin));
  return folder;
};

describe('an installed plugin', () => {
  it.each(['ganreg-plugin-fancy', '@somebody/ganreg-plugin-fancy', '@somebody/plugin-fancy'])(
    'in %s is found by its keyword and resolved by its short name',
    async (name) => {
      await install(name, 'fancy');
      const catalogue = nodeCatalogue(project);
      const [listed] = await catalogue.list();
      expect(listed).toMatchObject({ package: name, version: '1.2.3', plugin: { name: 'fancy' } });
      expect((await catalogue.plugin(name, 'plugins[0]')).name).toBe('fancy');
    },
  );

  it('is found by the short name that its package.json does not list', async () => {
    await install('ganreg-plugin-fancy', 'fancy');
    expect((await nodeCatalogue(project).plugin('fancy', 'plugins[0]')).name).toBe('fancy');
    // a project may be named from where the process is
    expect((await nodeCatalogue(relative(process.cwd(), project)).plugin('fancy', 'plugins[0]')).name).toBe('fancy');
  });

  it('is none without the keyword', async () => {
    await install('ganreg-plugin-fancy', 'fancy', { keywords: [] });
    expect(await nodeCatalogue(project).list()).toEqual([]);
  });
});

describe('a plugin that does not fit', () => {
  it('is refused by name and version when it was made for another core, and listed with the reason', async () => {
    await install('ganreg-plugin-fancy', 'fancy', { core: '^3.0.0' });
    await install('ganreg-plugin-plain', 'plain');
    const catalogue = nodeCatalogue(project);
    await expect(catalogue.plugin('fancy', 'plugins[0]')).rejects.toMatchObject({
      code: 'PLUGIN_ENGINE',
      path: 'plugins[0]',
      message: 'ganreg-plugin-fancy 1.2.3 is made for @ganreg/core ^3.0.0, and this is 0.1.0.',
    });
    expect((await catalogue.list()).map(({ plugin }) => plugin.name)).toEqual(['plain']);
    expect(await catalogue.unusable()).toMatchObject([{ package: 'ganreg-plugin-fancy', version: '1.2.3' }]);
  });

  it('is refused with both places when it would load a second core', async () => {
    const folder = await install('ganreg-plugin-fancy', 'fancy');
    const second = join(folder, 'node_modules/@ganreg/core');
    await mkdir(second, { recursive: true });
    await writeFile(join(second, 'package.json'), JSON.stringify({ name: '@ganreg/core', version: '0.1.0' }));
    await expect(nodeCatalogue(project).plugin('fancy', 'plugins[0]')).rejects.toMatchObject({
      code: 'PLUGIN_TWO_COPIES',
      message: expect.stringContaining(second) as string,
      fix: expect.stringContaining('npm ls @ganreg/core') as string,
    });
  });

  it('is refused when it would load another version of TensorFlow.js, but not a copy of the same one', async () => {
    const folder = await install('ganreg-plugin-fancy', 'fancy');
    const second = join(folder, 'node_modules/@tensorflow/tfjs-core');
    const ours = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-core/package.json', import.meta.url));
    await mkdir(second, { recursive: true });
    await cp(ours, join(second, 'package.json'));
    expect((await nodeCatalogue(project).plugin('fancy', 'plugins[0]')).name).toBe('fancy');
    await writeFile(join(second, 'package.json'), JSON.stringify({ name: '@tensorflow/tfjs-core', version: '3.0.0' }));
    await expect(nodeCatalogue(project).plugin('fancy', 'plugins[0]')).rejects.toMatchObject({
      code: 'PLUGIN_TWO_COPIES',
      message: expect.stringContaining('@tensorflow/tfjs-core') as string,
    });
  });
});
