import { fileURLToPath } from 'node:url';
import { planExperiment, type Plan } from '@ganreg/core';
import { loadConfig, nodeCatalogue, type LoadedConfig, type NodeCatalogue } from '@ganreg/core/node';

/** The folder of this package: its dependencies are the first-party plugins. */
export const home = fileURLToPath(new URL('..', import.meta.url));

export const catalogueFor = (project: string): NodeCatalogue => nodeCatalogue(project, [home]);

/** Options that every command reading a configuration has. */
export interface ConfigOptions {
  readonly set?: readonly string[];
}

export const loadPlan = async (
  file: string | undefined,
  options: ConfigOptions,
): Promise<{ readonly plan: Plan; readonly loaded: LoadedConfig }> => {
  const loaded = await loadConfig({ file, folder: process.cwd(), overrides: options.set ?? [] });
  return { loaded, plan: await planExperiment(loaded.config, catalogueFor(loaded.folder)) };
};
