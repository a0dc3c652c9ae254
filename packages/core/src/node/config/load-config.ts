import { dirname, resolve } from 'node:path';
import { cosmiconfig, type Loader } from 'cosmiconfig';
import { configNotFound, configUnreadable, extendsCycle } from '../../errors/config.ts';
import { GanregError } from '../../errors/ganreg-error.ts';
import { mergeConfig } from '../../config/merge.ts';
import { applyOverrides } from '../../config/overrides.ts';
import type { ExperimentInput } from '../../config/schema.ts';
import { importModule } from './import-module.ts';
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

const script: Loader = async (file) => {
  const module = await importModule(file);
  return 'default' in module ? module.default : module;
};

const explorer = () =>
  cosmiconfig('ganreg', {
    searchPlaces: ['yaml', 'yml', 'json', 'ts', 'js', 'mjs']
      .map((ending) => `ganreg.config.${ending}`)
      .concat('package.json'),
    searchStrategy: 'project',
    loaders: { '.ts': script, '.js': script, '.mjs': script },
  });

const why = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);

const readOne = async (file: string): Promise<unknown> => {
  try {
    const found: unknown = (await explorer().load(file))?.config;
    return found ?? {};
  } catch (error) {
    if (error instanceof GanregError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw configNotFound(`at ${file}`);
    throw configUnreadable(file, why(error));
  }
};

const readLayers = async (file: string, chain: readonly string[]): Promise<readonly Layer[]> => {
  if (chain.includes(file)) throw extendsCycle([...chain, file]);
  const own = await readOne(file);
  if (typeof own !== 'object' || own === null || Array.isArray(own))
    throw configUnreadable(file, 'it does not hold an object');
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
  const found = file === undefined ? (await explorer().search(folder))?.filepath : resolve(folder, file);
  if (found === undefined) throw configNotFound(`from ${folder} upwards`);
  const layers = await readLayers(found, []);
  const written = layers.reduce<unknown>((base, layer) => mergeConfig(base, layer.config), {});
  const config = applyOverrides(written, overrides) as ExperimentInput;
  return {
    config,
    files: layers.map((layer) => layer.source),
    folder: dirname(found),
    provenance: provenanceOf(layers, overrides),
  };
};
