// Writes docs/reference: npm run docs
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pages } from './pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
await mkdir(`${root}docs/reference`, { recursive: true });
for (const [path, text] of Object.entries(await pages())) {
  await writeFile(root + path, text);
  console.log(path);
}
