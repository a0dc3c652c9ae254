import { dirname, resolve } from 'node:path';
import { configNotFound, extendsCycle } from '../../errors/config.ts';
import { mergeConfig } from '../../config/merge.ts';
import { applyOverrides } from '../../config/overrides.ts';
import type { ExperimentInput } from '../../config/schema.ts';
import { refuseHostile } from '../../config/hostile.ts';
import { findConfig } from './find-config.ts';
import { readConfig } from './read-config.ts';
import { provenanceOf, type Layer } from './provenance.ts';

/** A configuration as written, with its `extends` and overrides applied but not yet validated. */
export interface LoadedConfig {
  readonly config: ExperimentInput;
  /** Files it came from, the base first. */
  readonly files: readonly string[];
  /** Folder that relative paths in it mean. */
  readonly folder: string;
  /** Where each value came from, by path. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** Which configuration is wanted. */
export interface LoadRequest {
  /** A configuration file; found by name from `folder` upwards when absent. */
  readonly file?: string | undefined;
  readonly folder: string;
  /** `path=value` texts. */
  readonly overrides?: readonly string[];
}

const readLayers = async (file: string, chain: readonly string[]): Promise<readonly Layer[]> => {
  if (chain.includes(file)) throw extendsCycle([...chain, file]);
  const own = await readConfig(file);
  const bases = 'extends' in own ? [own.extends].flat().filter((base): base is string => typeof base === 'string') : [];
  const layers: Layer[] = [];
  for (const base of bases) layers.push(...(await readLayers(resolve(dirname(file), base), [...chain, file])));
  return [...layers, { source: file, config: own }];
};

/**
 * Reads a configuration: the named file or the nearest `ganreg.config.*`, its `extends` first, then `--set` overrides.
 * @throws GanregError CONFIG_NOT_FOUND, CONFIG_UNREADABLE, CONFIG_EXTENDS_CYCLE, CONFIG_BAD_OVERRIDE
 */
export const loadConfig = async ({ file, folder, overrides = [] }: LoadRequest): Promise<LoadedConfig> => {
  const found = file === undefined ? await findConfig(resolve(folder)) : resolve(folder, file);
  if (found === undefined) throw configNotFound(`from ${folder} upwards`);
  const layers = await readLayers(found, []);
  const written = layers.reduce<unknown>((base, layer) => mergeConfig(base, layer.config), {});
  const config = applyOverrides(written, overrides) as ExperimentInput;
  refuseHostile(config, '--set');
  return {
    config,
    files: layers.map((layer) => layer.source),
    folder: dirname(found),
    provenance: provenanceOf(layers, overrides),
  };
};
