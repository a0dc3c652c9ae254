#!/usr/bin/env node
// Builds tfjs-node from npm and PyPI alone; README.md says how and why.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAddon } from './addon.mjs';
import { command } from './command.mjs';
import { installLibraries } from './libraries.mjs';
import { installPackage, shareCopies } from './node-package.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    project: { type: 'string', default: '.' },
    package: { type: 'string', default: '@tensorflow/tfjs-node' },
    wheel: { type: 'string' },
    tensorflow: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    compiler: { type: 'string', default: process.env.CXX ?? 'g++' },
  },
});

function step(title, work) {
  const start = performance.now();
  console.log(`- ${title}`);
  const result = work();
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

function main() {
  const project = resolve(values.project);
  if (!existsSync(join(project, 'package.json'))) throw new Error(`${project} has no package.json: give --project`);
  const target = resolve(positionals[0] ?? join(project, 'node_modules', '.cache', 'ganreg-tfjs-node'));
  const wheel = values.wheel === undefined ? {} : { wheel: resolve(values.wheel) };
  const version = values.tensorflow === undefined ? {} : { version: values.tensorflow };

  const folder = step(`${values.package} from npm`, () => installPackage(target, values.package));
  for (const line of shareCopies(target, project)) console.log(`  ${line}`);
  step('TensorFlow from its wheel', () => installLibraries(folder, { ...wheel, ...version, python: values.python }));
  step('addon', () => buildAddon(target, folder, values.compiler));
  step('self-test', () =>
    command(process.execPath, [join(import.meta.dirname, 'self-test.mjs'), target, project, values.package]),
  );
  console.log(`\nGANREG_TFJS_NODE=${target}`);
}

try {
  main();
} catch (error) {
  console.error(`\ntfjs-node was not built:\n  ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
