// The site that `npm run site` builds from the pages of this repository: the same files that forges show.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { addressOf, linkRule, pages } from '../../scripts/site/pages.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const page = (text: string, source: string): { readonly text: string; readonly link: string } => ({
  text,
  link: addressOf(source) ?? '/',
});

const guide = [
  page('Ten minutes', 'docs/tour.md'),
  page('Data', 'docs/data.md'),
  page('Stacking', 'docs/stacking.md'),
  page('Studies', 'docs/studies.md'),
  page('Watching', 'docs/watching.md'),
  page('Porting a paper', 'docs/porting-a-paper.md'),
  page('Embedding', 'docs/embedding.md'),
  page('Questions', 'docs/faq.md'),
];
const guarantees = [
  page('Nothing lost', 'docs/nothing-lost.md'),
  page('Determinism', 'docs/determinism.md'),
  page('Memory', 'docs/memory.md'),
  page('Benchmarks', 'bench/README.md'),
];
const reference = [
  page('Options', 'docs/reference/options.md'),
  page('Hooks', 'docs/reference/hooks.md'),
  page('Errors', 'docs/errors.md'),
  page('Operations', 'docs/numerics-table.md'),
  page('@ganreg/numerics', 'docs/reference/numerics.md'),
  page('Architecture', 'ARCHITECTURE.md'),
  page('Changes', 'CHANGELOG.md'),
];
/** What is not named above, by folder, so that nothing is left out. */
const others = (folder: string): readonly { readonly text: string; readonly link: string }[] =>
  pages
    .filter((source) => source.startsWith(folder))
    .map((source) => page(source.slice(folder.length).replace(/\/README\.md$/u, ''), source));
/** Reports of example studies that have been run here. */
const reports = ['study-quick', 'study-factorial']
  .filter((name) => existsSync(`${root}runs/${name}/report.html`))
  .map((name) => ({ text: name, link: `/reports/${name}/report.html`, target: '_self' }));

export default defineConfig({
  title: 'ganreg',
  description: 'Train GANs with regularizers as plugins',
  srcDir: '../dist/site-source',
  outDir: '../dist/site',
  cacheDir: '../node_modules/.cache/vitepress',
  rewrites: (source) => `${addressOf(source)?.slice(1) || 'index'}.md`,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  cleanUrls: false,
  lastUpdated: false,
  metaChunk: true,
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  markdown: { config: linkRule },
  themeConfig: {
    nav: [
      { text: 'Guide', link: addressOf('docs/README.md') ?? '/' },
      { text: 'Reference', link: addressOf('docs/reference/options.md') ?? '/' },
      ...(reports.length > 0 ? [{ text: 'Example reports', items: reports }] : []),
    ],
    sidebar: [
      { text: 'Guide', items: guide },
      { text: 'What is promised', items: guarantees },
      { text: 'Reference', items: reference },
      { text: 'Packages', collapsed: true, items: [...others('packages/')] },
      { text: 'Examples', collapsed: true, items: [...others('examples/')] },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
