import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Markdown files of the repository, tracked or about to be. */
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

const withoutCode = (text: string): string => text.replaceAll(/```[\s\S]*?```/gu, '').replaceAll(/`[^`\n]*`/gu, '');

/** How forges name a heading in links. */
const anchorsIn = (path: string): ReadonlySet<string> =>
  new Set(
    [...readFileSync(join(root, path), 'utf8').matchAll(/^#+ (.*)$/gmu)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

const brokenIn = (page: string): readonly string[] =>
  [...withoutCode(readFileSync(join(root, page), 'utf8')).matchAll(/\]\(<?([^)\s>]+)>?\)/gu)].flatMap(
    ([, link = '']) => {
      if (/^(?:https?|mailto):/u.test(link)) return URL.canParse(link) ? [] : [link];
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
      if (target.startsWith('..') || !existsSync(join(root, target))) return [`${link}: there is nothing`];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      return anchorsIn(target).has(anchor) ? [] : [`${link}: no such heading`];
    },
  );

describe('Markdown', () => {
  it('is there to be checked', () => {
    expect(pages.length).toBeGreaterThan(20);
  });

  it.each(pages)('%s has no broken link', (page) => {
    expect(brokenIn(page)).toEqual([]);
  });
});
