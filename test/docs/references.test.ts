import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pages } from '../../scripts/docs/pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('generated references', () => {
  it('are what `npm run docs` writes', async () => {
    for (const [path, text] of Object.entries(await pages()))
      expect(read(path) === text ? path : `${path} is out of date: npm run docs`).toBe(path);
  });
});

describe('docs/errors.md', () => {
  const sources = readdirSync(join(root, 'packages'))
    .filter((name) => name !== 'testing')
    .flatMap((name) =>
      readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => read(join('packages', name, 'src', file))),
    );

  it('lists every code that our code throws, and no other', () => {
    const thrown = sources.flatMap((source) => [
      ...[...source.matchAll(/'((?:[A-Z0-9]+_)+[A-Z0-9]+)',?\s/gu)].map(([, code]) => code),
      ...[...source.matchAll(/code: '((?:[A-Z0-9]+_)+[A-Z0-9]+)'/gu)].map(([, code]) => code),
      ...[...source.matchAll(/new EngineError\(\s*'([a-z-]+)'/gu)].map(([, code]) => code),
    ]);
    const codes = new Set(thrown.filter((code) => !/^(?:TF|GANREG)_/u.test(code ?? '')));
    const listed = new Set([...read('docs/errors.md').matchAll(/^\| `([\w-]+)`/gmu)].map(([, code]) => code));
    expect({
      missing: [...codes].filter((code) => !listed.has(code)),
      gone: [...listed].filter((code) => !codes.has(code)),
    }).toEqual({ missing: [], gone: [] });
  });
});
