import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const idsIn = (html) => new Set([...html.matchAll(/\sid="([^"]+)"/gu)].map(([, id]) => id));

/** Links of a built site that lead nowhere, pictures and headings included: `page: link`. */
export const deadLinks = (site) => {
  const files = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  const html = new Map(files.map((file) => [file, readFileSync(join(site, file), 'utf8')]));
  const dead = [];
  for (const [page, text] of html) {
    if (page.startsWith('reports/') || page === '404.html') continue;
    for (const [, link] of text.matchAll(/<(?:a|img)\s[^>]*?(?:href|src)="([^"]*)"/gu)) {
      if (/^(?:[a-z]+:|#$)/iu.test(link)) continue;
      const [path, anchor] = link.split('#');
      const target =
        path === '' ? page : posix.join('.', path.startsWith('/') ? path : posix.join(posix.dirname(page), path));
      const file = target === '.' || target.endsWith('/') ? posix.join(target, 'index.html') : target;
      const found = [file, `${file}.html`].find((each) => html.has(each) || existsSync(join(site, each)));
      const named =
        anchor === undefined ||
        anchor === '' ||
        (html.has(found) && idsIn(html.get(found)).has(decodeURIComponent(anchor)));
      if (found === undefined || !named) dead.push(`${page}: ${link}`);
    }
  }
  return { checked: html.size, dead };
};
