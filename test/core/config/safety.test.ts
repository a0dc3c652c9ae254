import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GanregError, planExperiment, type ExperimentInput } from '@ganreg/core';
import { loadConfig, nodeCatalogue, programsOf } from '@ganreg/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ganreg } from '../../support/command.ts';

let folder = '';
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'ganreg-safety-')));
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
};
/** A program that leaves a trace when it runs, and is a good configuration. */
const traced = (format: 'esm' | 'cjs' = 'esm'): string =>
  format === 'esm'
    ? `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(folder, 'trace'))}, ''); export default { model: 'mlp', data: 'mixture-8' };`
    : `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'trace'))}, ''); module.exports = {};`;
const hasRun = (): boolean => existsSync(join(folder, 'trace'));
const good = 'model: mlp\ndata: mixture-8\n';

const failure = async (promise: Promise<unknown>): Promise<GanregError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GanregError)) throw new Error('it should have failed with words of ours', { cause: error });
  return error;
};

describe('YAML and JSON run nothing:', () => {
  it.each([
    ['an import of a program', { 'a.yaml': `$import: ./evil.mjs\n${good}`, 'evil.mjs': 'traced' }],
    ['a program in .config', { 'a.yaml': good, '.config/config.js': 'cjs', '.config/ganreg.config.js': 'cjs' }],
    ['a tag', { 'a.yaml': `${good}seed: !!js/function "function () { traced }"\n` }],
    ['a program beside it', { 'a.yaml': good, 'ganreg.config.js': 'traced', 'a.js': 'traced', 'a.yaml.js': 'traced' }],
  ])('%s', async (_, files) => {
    for (const [name, text] of Object.entries(files))
      await put(name, text === 'traced' ? traced() : text === 'cjs' ? traced('cjs') : text);
    await ganreg(['inspect', 'a.yaml'], { cwd: folder });
    expect(hasRun()).toBe(false);
  });

  it('not even by the name of a package that leads out of node_modules', async () => {
    await put('evil/package.json', '{"name":"evil","version":"1.0.0","main":"index.mjs"}');
    await put('evil/index.mjs', traced());
    await put('node_modules/a/package.json', '{"name":"a"}');
    for (const use of ['a/../../evil', '../evil/index.mjs/..', '@x/../../evil'])
      await failure(planExperiment({ plugins: [use] }, nodeCatalogue(folder)));
    expect(hasRun()).toBe(false);
  });
});

describe('a configuration that is a program', () => {
  it('runs where it is named, and is told as such', async () => {
    await symlink(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'));
    await put(
      'plugin.ts',
      `import { definePlugin } from '@ganreg/core';
      import { z } from 'zod';
      export default definePlugin({ name: 'mine', version: '1.0.0', about: 'nothing', options: z.strictObject({}), terms: {}, setup: () => ({}) });`,
    );
    await put('base.mjs', traced());
    await put('a.yaml', 'extends: ./base.mjs\nplugins: [./plugin.ts, r1]\n');
    const { stdout } = await ganreg(['inspect', 'a.yaml', '--json'], { cwd: folder });
    expect(hasRun()).toBe(true);
    expect((JSON.parse(stdout) as { programs: unknown }).programs).toEqual({
      configurations: [join(folder, 'base.mjs')],
      plugins: [
        expect.stringMatching(/^\.\/plugin\.ts sha256:[0-9a-f]{16}$/u),
        expect.stringMatching(/^@ganreg\/plugin-classics \d/u),
      ],
    });
    expect((await ganreg(['inspect', 'a.yaml'], { cwd: folder })).stdout).toContain('programs ');
    expect(programsOf({ config: {}, files: ['a.json'], folder, provenance: {} }, { plugins: [] } as never)).toEqual({
      configurations: [],
      plugins: [],
    });
  });

  it('is found in the project, and not above it', async () => {
    await put('ganreg.config.mjs', traced());
    await mkdir(join(folder, 'alien', 'deep'), { recursive: true });
    await expect(loadConfig({ folder: join(folder, 'alien', 'deep') })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
    });
    await put('alien/package.json', '{}');
    await expect(loadConfig({ folder: join(folder, 'alien', 'deep') })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
    });
    expect(hasRun()).toBe(false);
    await rm(join(folder, 'alien', 'package.json'));
    await put('package.json', '{}');
    expect((await loadConfig({ folder: join(folder, 'alien', 'deep') })).files).toEqual([
      join(folder, 'ganreg.config.mjs'),
    ]);
    expect(hasRun()).toBe(true);
  });

  it('gives way to data beside it, and a package.json can hold one', async () => {
    await put('package.json', '{"name":"x","ganreg":{"model":"mlp","data":"mixture-25"}}');
    expect((await loadConfig({ folder })).config).toEqual({ model: 'mlp', data: 'mixture-25' });
    await put('ganreg.config.js', traced());
    await put('ganreg.config.yaml', good);
    expect((await loadConfig({ folder })).files).toEqual([join(folder, 'ganreg.config.yaml')]);
    expect(hasRun()).toBe(false);
  });
});

describe('a configuration that would take for ever, or too much,', () => {
  const laughs = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
      : `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
  ).join('\n');

  it.each([
    ['a billion laughs', 'a.yaml', laughs],
    ['a circle of aliases', 'a.yaml', 'plugins: &p [*p]\n'],
    ['a hundred thousand brackets', 'a.json', `{"plugins":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
    ['a hundred levels of keys', 'a.yaml', `${'{a: '.repeat(100)}1${'}'.repeat(100)}`],
  ])('is refused at once: %s', async (_, name, text) => {
    const file = await put(name, text);
    const begin = performance.now();
    expect(await failure(loadConfig({ file, folder }))).toMatchObject({ code: 'CONFIG_UNREADABLE' });
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it('is refused from --set and from code, too', async () => {
    const file = await put('a.yaml', good);
    const deep = `plugins=${'['.repeat(200)}${']'.repeat(200)}`;
    expect(await failure(loadConfig({ file, folder, overrides: [deep] }))).toMatchObject({ code: 'CONFIG_UNREADABLE' });
    const circle: unknown[] = [];
    circle.push(circle);
    const planned = planExperiment({ plugins: circle } as ExperimentInput, nodeCatalogue(folder));
    expect(await failure(planned)).toMatchObject({ code: 'CONFIG_UNREADABLE' });
  });
});

describe('a key that reaches the prototype of objects', () => {
  const hostile = [
    ['a.json', '{"__proto__":{"polluted":1}}', '__proto__'],
    ['a.yaml', '__proto__: {polluted: 1}', '__proto__'],
    ['a.json', '{"constructor":{"prototype":{"polluted":1}}}', 'constructor'],
    ['a.yaml', 'plugins: [{use: r1, with: {__proto__: {polluted: 1}}}]', 'plugins[0].with.__proto__'],
    ['a.yaml', 'study: {arms: {__proto__: [r1], other: []}}', 'study.arms.__proto__'],
  ] as const;

  it.each(hostile)('is refused with its place: %s %s', async (name, text, path) => {
    const file = await put(name, text);
    expect(await failure(loadConfig({ file, folder }))).toMatchObject({ code: 'CONFIG_UNKNOWN_KEY', path });
    const base = await put('b.yaml', `extends: ./${name}\n`);
    expect(await failure(loadConfig({ file: base, folder }))).toMatchObject({ code: 'CONFIG_UNKNOWN_KEY', path });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each(['model={"__proto__":{"polluted":1}}', 'plugins[0].with.constructor={"x":1}', '__proto__.polluted=1'])(
    'is refused in --set %s',
    async (override) => {
      const file = await put('a.yaml', good);
      const error = await failure(loadConfig({ file, folder, overrides: [override] }));
      expect(['CONFIG_UNKNOWN_KEY', 'CONFIG_BAD_OVERRIDE']).toContain(error.code);
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
  );
});
