// Builds the site from the Markdown of this repository into dist/site: npm run site
import { execFileSync } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { deadLinks } from './check-links.mjs';
import { pages, pictures } from './pages.mjs';

const studies = ['study-quick', 'study-factorial'];
const root = fileURLToPath(new URL('../../', import.meta.url));
const [source, site] = [`${root}dist/site-source`, `${root}dist/site`];

if (process.argv.includes('--studies')) {
  const ganreg = (...args) =>
    execFileSync(process.execPath, ['packages/cli/bin/ganreg.js', ...args], { cwd: root, stdio: 'inherit' });
  ganreg('study', 'examples/study-quick/study.yaml');
  ganreg('report', 'runs/study-quick', '--generators');
}
/** A copy, so that nothing but pages is looked at. */
await rm(source, { recursive: true, force: true });
for (const page of [...pages, ...pictures]) {
  await mkdir(dirname(`${source}/${page}`), { recursive: true });
  await cp(root + page, `${source}/${page}`);
}
await build(`${root}docs`);
for (const name of studies) {
  const study = `${root}runs/${name}`;
  for (const part of ['report.html', 'generators'])
    if (existsSync(`${study}/${part}`))
      await cp(`${study}/${part}`, `${site}/reports/${name}/${part}`, { recursive: true });
}
const { checked, dead } = deadLinks(site);
console.log(`${checked} pages in ${site}`);
if (dead.length > 0) {
  console.error(`links that lead nowhere:\n${dead.join('\n')}`);
  process.exitCode = 1;
}
