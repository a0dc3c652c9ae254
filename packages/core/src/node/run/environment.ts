import { createRequire } from 'node:module';
import type { Engine } from '@ganreg/numerics';
import type { PerceptualDistance } from '../../perceptual/types.ts';
import type { Data } from '../../training/batches.ts';

/** What a run was made with: whatever else may change its bits. */
export interface Environment {
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly node: string;
  readonly platform: string;
  readonly data: {
    readonly name: string;
    readonly hash: string;
    readonly count: number;
    readonly adaptation: readonly string[];
  };
  readonly perceptual: { readonly name: string; readonly description: string } | null;
}

const ownVersion = (): string => {
  const manifest: unknown = createRequire(import.meta.url)('../../../package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
};

export const describeEnvironment = (
  engine: Engine,
  data: Data,
  adaptation: readonly string[],
  perceptual: PerceptualDistance | undefined,
): Environment => ({
  engine: engine.name,
  versions: { '@ganreg/core': ownVersion(), ...engine.versions },
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
  data: { name: data.name, hash: data.hash, count: data.count, adaptation },
  perceptual: perceptual === undefined ? null : { name: perceptual.name, description: perceptual.description },
});

/** What must be the same for a resumed run to give the bits of one never stopped, in words. */
export const differences = (before: Environment, now: Environment): readonly string[] => {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['engine', before.engine, now.engine],
    ...Object.keys({ ...before.versions, ...now.versions }).map(
      (name) => [name, before.versions[name], now.versions[name]] as const,
    ),
    ['data', `${before.data.name} ${before.data.hash}`, `${now.data.name} ${now.data.hash}`],
    ['perceptual distance', before.perceptual?.name, now.perceptual?.name],
  ];
  return pairs
    .filter(([, old, fresh]) => old !== fresh)
    .map(([what, old, fresh]) => `${what}: ${String(old)} → ${String(fresh)}`);
};
