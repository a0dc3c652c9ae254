// Makes each change of mutations.mjs in a copy of the sources and runs the test that must notice it; prints a table.
// `node scripts/mutations/run.mjs [part of a name]`; exits with 1 when a change goes unnoticed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutations } from './mutations.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'ganreg-mutations-'));

/** Sources and tests are copied; dependencies are links, but our own packages must be the copied ones. */
const prepare = () => {
  const unwanted = new Set(['node_modules', 'dist', '.tsbuildinfo']);
  for (const part of ['packages', 'test'])
    cpSync(join(root, part), join(copy, part), { recursive: true, filter: (path) => !unwanted.has(basename(path)) });
  for (const file of ['vitest.config.ts', 'tsconfig.json', 'package.json']) cpSync(join(root, file), join(copy, file));
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@ganreg'), { recursive: true });
  const link = (target, path) => symlinkSync(target, path, 'junction');
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!['@ganreg', 'ganreg', '.vite'].includes(name)) link(join(root, 'node_modules', name), join(modules, name));
  for (const folder of readdirSync(join(copy, 'packages'))) {
    const { name } = JSON.parse(readFileSync(join(copy, 'packages', folder, 'package.json'), 'utf8'));
    link(join(copy, 'packages', folder), join(modules, name));
  }
};

const vitest = join(root, 'node_modules/vitest/vitest.mjs');
/** Numbers of passed and failed tests whose names contain the text. */
const run = ([file, text]) => {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const pattern = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const args = [vitest, 'run', file, '-t', pattern, '--reporter=json', `--outputFile=${report}`];
  spawnSync(process.execPath, args, { cwd: copy, stdio: 'ignore' });
  const { numPassedTests: passed, numFailedTests: failed, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const first = tests.find(({ status }) => status === 'failed')?.failureMessages[0]?.split('\n')[0] ?? '';
  return { passed, failed, first };
};

const mutate = ({ name, replace }) => {
  const before = new Map();
  for (const [file, from, to] of replace) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    if (text.split(from).length !== 2) throw new Error(`${name}: ${file} does not hold once: ${from}`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text);
  };
};

let missed = 0;
try {
  prepare();
  console.log('| change | test that must fail | as it is | changed | first difference |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const mutation of mutations.filter(({ name }) => name.includes(process.argv[2] ?? ''))) {
    const asItIs = run(mutation.test);
    const restore = mutate(mutation);
    const changed = run(mutation.test);
    restore();
    const noticed = asItIs.failed === 0 && asItIs.passed > 0 && changed.failed > 0;
    if (!noticed) missed += 1;
    const [file, text] = mutation.test;
    const says = ({ passed, failed }) => (failed > 0 ? `${failed} of ${passed + failed} fail` : `${passed} pass`);
    const first = changed.first.replaceAll('|', '/').slice(0, 90);
    console.log(
      `| ${mutation.name} | ${basename(file, '.test.ts')}: ${text} | ${says(asItIs)} | ${noticed ? '' : '**unnoticed** '}${says(changed)} | ${first} |`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
