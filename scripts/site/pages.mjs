import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

const filesLike = (pattern) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', pattern], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(root, path)));

/** Pages of the site: Markdown files of this repository, but for what is copied into new packages or lies beside data. */
export const pages = filesLike('*.md').filter((path) => !/\/(?:template|assets)\//u.test(path));

/** What pages show. */
export const pictures = filesLike('*/pictures/*');

const known = new Set(pages);

/** Where a page is on the site, from its root; nothing for what is no page. */
export const addressOf = (source) => {
  if (!known.has(source)) return undefined;
  if (source === 'README.md') return '/';
  if (source === 'docs/README.md') return '/contents';
  return `/${source
    .replace(/^docs\//u, '')
    .replace(/(?:\/README)?\.md$/u, '')
    .toLowerCase()}`;
};

/** What a relative link leads to on the site; nothing where that is a file of the repository and no page. */
const targetOf = (page, href) => {
  const [path, anchor] = href.split('#');
  const source = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  const address = addressOf(source) ?? addressOf(join(source, 'README.md'));
  return address === undefined ? undefined : `${address}${anchor === undefined ? '' : `#${anchor}`}`;
};

const repository = process.env.GANREG_REPOSITORY;

const bySource = new Map(pages.map((source) => [`${addressOf(source).slice(1) || 'index'}.md`, source]));

/**
 * Links between pages lead to pages. Links to other files of the repository, which forges show, lead to the repository that
 * GANREG_REPOSITORY names (`https://…/blob/main`); without it they are text.
 */
export const linkRule = (markdown) => {
  const change = (tokens, page) => {
    let text = false;
    for (const token of tokens) {
      if (token.children) change(token.children, page);
      if (token.type === 'link_close' && text) {
        token.tag = 'span';
        token.type = 'span_close';
        text = false;
      }
      if (token.type !== 'link_open') continue;
      const href = token.attrGet('href');
      if (/^[a-z]+:|^#/iu.test(href)) continue;
      const target = targetOf(page, href);
      if (target !== undefined) token.attrSet('href', target);
      else if (repository !== undefined) token.attrSet('href', `${repository}/${normalize(join(dirname(page), href))}`);
      else {
        [token.tag, token.type, token.attrs] = ['span', 'span_open', null];
        text = true;
      }
    }
  };
  markdown.core.ruler.push('repository-links', ({ tokens, env }) =>
    change(tokens, bySource.get(env.relativePath) ?? env.relativePath),
  );
};
