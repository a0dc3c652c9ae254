import type { Engine } from '@ganreg/numerics';
import type { PerceptualDistance } from '../../perceptual/types.ts';
import type { Plan } from '../../plan/types.ts';
import type { Data } from '../../training/batches.ts';
import { originOf } from '../plugins/origins.ts';
import { differencesOf, type Difference } from './difference.ts';
import { ownVersion } from './own-version.ts';

/** A difference that `ganreg resume --allow` accepted. */
export interface Allowed extends Difference {
  /** The step that the run was resumed at. */
  readonly step: number;
}

/** What a run was made with: whatever else may change its bits. */
export interface Environment {
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Where each plugin comes from, by its id. */
  readonly plugins: Readonly<Record<string, string>>;
  /** Differences that somebody resumed the run in spite of. */
  readonly allowed?: readonly Allowed[];
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

export const describeEnvironment = (
  plan: Plan,
  engine: Engine,
  data: Data,
  adaptation: readonly string[],
  perceptual: PerceptualDistance | undefined,
): Environment => ({
  engine: engine.name,
  versions: { '@ganreg/core': ownVersion(), ...engine.versions },
  plugins: Object.fromEntries(plan.plugins.map(({ id, plugin }) => [id, originOf(plugin)])),
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
  data: { name: data.name, hash: data.hash, count: data.count, adaptation },
  perceptual: perceptual === undefined ? null : { name: perceptual.name, description: perceptual.description },
});

/** What must be the same for a resumed run to give the bits of one never stopped. */
export const differences = (before: Environment, now: Environment): readonly Difference[] => {
  const decisive = ({ engine, versions, plugins, data, perceptual }: Environment): unknown => ({
    engine,
    versions,
    plugins,
    data: { name: data.name, hash: data.hash },
    perceptual: perceptual?.name ?? null,
  });
  return differencesOf(decisive(before), decisive(now));
};
