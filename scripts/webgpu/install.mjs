#!/usr/bin/env node
// Installs what webgpu needs into a folder of its own: node scripts/webgpu/install.mjs [folder]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const packages = ['webgpu@0.3.8', '@tensorflow/tfjs-backend-webgpu@4.22.0'];
const [given] = process.argv.slice(2);
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'ganreg-webgpu-')) : resolve(given);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
execFileSync('npm', ['install', ...options, ...packages], { cwd: folder, stdio: 'inherit' });
// one tfjs-core in a process: this project's
const core = realpathSync(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json')));
const link = join(folder, 'node_modules/@tensorflow/tfjs-core');
rmSync(link, { recursive: true, force: true });
symlinkSync(core, link, 'junction');
console.log(`\nGANREG_WEBGPU=${folder}`);
