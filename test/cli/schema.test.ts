import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '@ganreg/core/node';
import { ganreg } from '../support/command.ts';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
let text: string;
let accepts: (config: unknown) => boolean;

beforeAll(async () => {
  text = (await ganreg(['schema'], { cwd: root })).stdout;
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text) as object);
  accepts = (config) => validate(config);
});

const yamlOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith('.yaml') && !/node_modules|\bruns\b/u.test(file))
    .map((file) => join(folder, file));

describe('ganreg schema', () => {
  it('gives what lies in examples/: `npx ganreg schema --out examples/ganreg.schema.json` renews it', async () => {
    expect(JSON.parse(text)).toEqual(JSON.parse(await readFile(join(root, 'examples/ganreg.schema.json'), 'utf8')));
  });

  it('accepts every example, and each names it in its first line', async () => {
    const files = await yamlOf(join(root, 'examples'));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      expect(await readFile(file, 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=(?:\.{1,2}\/)+ganreg\.schema\.json\n/u,
      );
      const { config } = await loadConfig({ file, folder: root });
      expect({ file, accepted: accepts(config) }).toEqual({ file, accepted: true });
    }
  });

  it.each([
    ['an unknown key', { trian: {} }],
    ['an unknown loss', { loss: 'hing' }],
    ['a misspelt option of a plugin', { plugins: [{ use: 'ggdr', with: { resolutoin: 8 } }] }],
    ['a wrong choice of a plugin', { plugins: [{ use: 'adaptivemix', with: { mode: 'mixed' } }] }],
    ['a number out of range', { plugins: [{ use: 'lecam', with: { decay: 2 } }] }],
    ['an option of another family', { model: { use: 'mlp', channelBase: 64 } }],
    ['an unknown preset', { model: { use: 'stylegan2', preset: 'stylegan2-33' } }],
    ['a misspelt option in an arm of a study', { study: { arms: { one: [{ use: 'r1', with: { fase: 'own' } }] } } }],
  ])('refuses %s', (_, config) => {
    expect(accepts(config)).toBe(false);
  });

  it.each([
    ['names, recipes and files', { plugins: ['ggdr', 'recipe:ours-star', './mine.ts', { use: 'ganreg-plugin-else' }] }],
    ['options and weights by term', { plugins: [{ use: 'glead', weight: { real: 10 }, with: { resolution: 8 } }] }],
    ['a schedule', { plugins: [{ use: 'r1', weight: { schedule: 'linear', from: 0, to: 1, until: '20%' } }] }],
    ['a preset with changes', { model: { use: 'stylegan2', preset: 'stylegan2-32', channelBase: 512 } }],
    ['options of what it does not know', { plugins: [{ use: './mine.ts', with: { anything: 1 } }] }],
  ])('accepts %s', (_, config) => {
    expect(accepts(config)).toBe(true);
  });
});
