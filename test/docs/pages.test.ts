import { planExperiment } from '@ganreg/core';
import { loadConfig, nodeCatalogue } from '@ganreg/core/node';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'gu'))].map(([, block = '']) => block);

describe('the ten-minute tour', () => {
  it('has configurations that plan, also with its own plugin', async () => {
    const tour = await read('docs/tour.md');
    // Beside the packages, so that a plugin there finds @ganreg/core.
    const folder = await mkdtemp(join(root, 'node_modules/.cache/tour-'));
    const [config = '', study = ''] = blocks(tour, 'yaml');
    await writeFile(join(folder, 'tour.yaml'), config);
    await writeFile(join(folder, 'study.yaml'), study);
    await writeFile(join(folder, 'drift.ts'), blocks(tour, 'ts')[0] ?? '');
    const planned = async (file: string, overrides: readonly string[] = []): Promise<readonly string[]> => {
      const loaded = await loadConfig({ file: join(folder, file), folder, overrides });
      const { terms } = await planExperiment(loaded.config, nodeCatalogue(folder, [join(root, 'packages/cli')]));
      return terms.map(({ key }) => key);
    };
    expect(await planned('tour.yaml')).toEqual(['ggdr/features']);
    expect(await planned('tour.yaml', ['plugins=["glead","ggdr","adaptivemix","advas"]'])).toContain('advas/r');
    expect(await planned('study.yaml')).toEqual(['ggdr/features']);
    expect(await planned('tour.yaml', ['plugins=["./drift.ts"]'])).toEqual(['drift/scores']);
  });
});

describe('porting a paper', () => {
  it('shows pieces of the plugin as it is', async () => {
    const [page, plugin] = [
      await read('docs/porting-a-paper.md'),
      await read('examples/third-party-style/attention.ts'),
    ];
    const pieces = blocks(page, 'ts').filter((block) => !block.includes('pluginContract'));
    expect(pieces).toHaveLength(5);
    for (const piece of pieces) expect(plugin).toContain(piece.trimEnd());
  });
});
