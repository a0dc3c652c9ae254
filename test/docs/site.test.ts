import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deadLinks } from '../../scripts/site/check-links.mjs';
import { addressOf, pages } from '../../scripts/site/pages.mjs';

describe('the site', () => {
  it('has a page of its own for every page of the repository', () => {
    const addresses = pages.map(addressOf);
    expect(new Set(addresses).size).toBe(pages.length);
    expect(addresses.length).toBeGreaterThan(30);
    expect([addressOf('README.md'), addressOf('docs/data.md'), addressOf('packages/testing/README.md')]).toEqual([
      '/',
      '/data',
      '/packages/testing',
    ]);
    expect(addressOf('packages/cli/src/main.ts')).toBeUndefined();
  });

  it('is refused with a link, a picture or a heading that there is not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ganreg-site-'));
    const write = async (name: string, text: string): Promise<void> => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    };
    await write(
      'index.html',
      '<a href="/guide/one.html#there">1</a><a class="x" href="/guide/two.html">2</a><a href="https://x.y/z">3</a>',
    );
    await write(
      'guide/one.html',
      '<h2 id="there">a</h2><a href="#there">4</a><a href="#gone">5</a><img alt="" src="/p.png">',
    );
    await write('guide/three.html', '<a href="./one.html#nowhere">6</a><a href="../index.html">7</a>');
    const { checked, dead } = deadLinks(folder);
    expect(checked).toBe(3);
    expect(dead.toSorted((one, other) => one.localeCompare(other))).toEqual([
      'guide/one.html: /p.png',
      'guide/one.html: #gone',
      'guide/three.html: ./one.html#nowhere',
      'index.html: /guide/two.html',
    ]);
    await rm(folder, { recursive: true });
  });
});
