import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';

/**
 * Throws when another version of tfjs-core is loaded in this process. All copies share one engine and one registry of kernels and
 * gradients, so the last one loaded decides what every other computes.
 *
 * Where no module cache can be read (browsers, bundles) nothing is known and nothing is thrown.
 */
export function refuseOtherVersions(): void {
  const versions = new Map(loadedCores().map((path) => [path, versionAt(path)]));
  const others = [...versions].filter(([, version]) => version !== undefined && version !== tf.version_core);
  if (others.length === 0) return;
  const list = [...versions].map(([path, version]) => `  ${version ?? 'unknown version'} in ${path}`).join('\n');
  throw new EngineError(
    'two-copies',
    `Several versions of @tensorflow/tfjs-core are loaded in one process:\n${list}\n` +
      `@ganreg/numerics works with ${tf.version_core}. Find who asks for the other with "npm ls @tensorflow/tfjs-core" and make ` +
      'them one: the same version in package.json, then "npm dedupe", or an entry under "overrides".',
  );
}

interface ModuleBuiltin {
  readonly createRequire: (from: string) => NodeJS.Require;
}

function require(): NodeJS.Require | undefined {
  const { process: host } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  const builtin = host?.getBuiltinModule?.('node:module') as ModuleBuiltin | undefined;
  return builtin?.createRequire(import.meta.url);
}

function loadedCores(): string[] {
  return Object.keys(require()?.cache ?? {}).filter((path) => /tfjs-core[\\/]dist[\\/]tf-core[^\\/]*\.js$/.test(path));
}

function versionAt(path: string): string | undefined {
  const manifest: unknown = require()?.(path.replace(/dist[\\/][^\\/]+$/, 'package.json'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : undefined;
}
