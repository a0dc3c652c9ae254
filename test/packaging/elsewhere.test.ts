import { createPlugin } from 'create-ganreg-plugin';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { copyPackage, elsewhere, repository, run, succeed, type Elsewhere } from './published.ts';

const fresh = 'ganreg-plugin-fresh-idea';
const published = 'ganreg-plugin-feature-matching';
let place: Elsewhere;

// processes of their own, on whatever else the machine is doing
vi.setConfig({ testTimeout: 400_000 });

beforeAll(async () => {
  place = await elsewhere(async (folder) => {
    await createPlugin({ name: 'fresh-idea', folder });
    await createPlugin({ name: 'single-file', folder, plain: true });
    await copyPackage(join(repository, 'examples/third-party'), join(folder, published));
    return [fresh, published];
  });
}, 600_000);

afterAll(() => place.remove());

/** The command line as installed from its tarball. */
const ganreg = (args: readonly string[]): Promise<string> =>
  succeed(process.execPath, [join(place.folder, 'node_modules/ganreg/dist/bin.js'), ...args], place.folder);

const micro = {
  engine: 'wasm',
  model: { use: 'dcgan', resolution: 8, channels: 1, latentSize: 8, width: 8 },
  train: { steps: 4, batch: 4 },
};

describe.each([fresh, published])('%s, outside the repository', (name) => {
  it('type-checks and keeps the contract', async () => {
    const output = await succeed('npm', ['run', 'check', '-w', name], place.folder);
    expect(output).toMatch(/Tests\s+17 passed/u);
  });

  it('packs what a user needs, and nothing else', async () => {
    const output = await succeed('npm', ['pack', '-w', name, '--json'], place.folder);
    const [{ files }] = JSON.parse(output.slice(output.indexOf('[\n'), output.lastIndexOf(']') + 1)) as readonly [
      { readonly files: readonly { readonly path: string }[] },
    ];
    expect(files.map(({ path }) => path).toSorted()).toEqual([
      'README.md',
      'dist/index.d.ts',
      'dist/index.js',
      'package.json',
    ]);
  });
});

describe('a plugin that was packed', () => {
  it('is found by its keyword, with version, player and needs', async () => {
    const { plugins, unusable } = JSON.parse(await ganreg(['plugins', '--json'])) as {
      readonly plugins: readonly { readonly name: string }[];
      readonly unusable: readonly unknown[];
    };
    expect(unusable).toEqual([]);
    expect(plugins.find(({ name }) => name === 'feature-matching')).toMatchObject({
      version: '0.1.0',
      core: '^0.1.0',
      player: 'generator',
      needs: ['discriminator features at 4'],
    });
  });

  it('trains by its short name beside first-party plugins, and shows in inspect', async () => {
    const config = {
      ...micro,
      run: { folder: 'runs/train' },
      plugins: ['ggdr', { use: 'feature-matching', weight: 0.5 }, './single-file.ts'],
    };
    await writeFile(join(place.folder, 'train.json'), JSON.stringify(config));
    expect(await ganreg(['inspect', 'train.json'])).toMatch(/feature-matching\/features\s+generator\s+both\s+0\.5/u);
    await ganreg(['train', 'train.json']);
    const lines = (await readFile(join(place.folder, 'runs/train/metrics.jsonl'), 'utf8')).trim().split('\n');
    for (const term of ['feature-matching/features', 'feature-matching/largest', 'single-file/scores', 'ggdr/features'])
      expect(JSON.stringify(JSON.parse(lines.at(-1) ?? '{}'))).toContain(`"${term}":`);
  });

  it('is an arm of a study, and in its report', async () => {
    const config = {
      ...micro,
      run: { folder: 'runs/study' },
      study: {
        arms: { baseline: [], matched: ['feature-matching'] },
        seeds: 2,
        metrics: ['kid'],
        evaluate: { count: 20, reference: 40, samplings: 1 },
      },
    };
    await writeFile(join(place.folder, 'study.json'), JSON.stringify(config));
    await ganreg(['study', 'study.json', '--workers', '1']);
    const report = await readFile(join(place.folder, 'runs/study/report.html'), 'utf8');
    expect(report).toContain('matched');
    expect(report).toContain('feature-matching');
  });

  it('is completed by the schema that editors are given', async () => {
    expect(await ganreg(['schema'])).toContain('"const": "feature-matching"');
  });

  it('is refused with the reason when it was made for another ganreg', async () => {
    const manifest = join(place.folder, published, 'package.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(
      manifest,
      text.replace('"@ganreg/core": "^0.1.0"\n  },\n  "engines"', '"@ganreg/core": "^7.0.0"\n  },\n  "engines"'),
    );
    try {
      const bin = join(place.folder, 'node_modules/ganreg/dist/bin.js');
      const { status, output } = await run(process.execPath, [bin, 'inspect', 'train.json'], place.folder);
      expect(status).toBe(2);
      expect(output).toContain('PLUGIN_ENGINE at plugins[1].use');
      expect(output).toContain(`${published} 0.1.0 is made for @ganreg/core ^7.0.0, and this is 0.1.0.`);
      expect(await ganreg(['plugins'])).toContain(`unusable ${published} 0.1.0`);
    } finally {
      await writeFile(manifest, text);
    }
  });
});

describe('what was generated', () => {
  it('holds a CI file, an equation, and no trace of the template', async () => {
    const files = await readdir(join(place.folder, fresh), { recursive: true });
    expect(files).toEqual(expect.arrayContaining(['.gitignore', '.github/workflows/ci.yml', 'test/contract.test.ts']));
    for (const file of ['package.json', 'README.md', 'src/index.ts', 'test/contract.test.ts'])
      expect(await readFile(join(place.folder, fresh, file), 'utf8')).not.toMatch(/my-method|myMethod|My method/u);
  });
});
