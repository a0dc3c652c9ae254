import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { suggest } from '../../config/suggest.ts';
import { GanregError } from '../../errors/ganreg-error.ts';
import { pluginUnloadable, unknownPlugin, unknownRecipe } from '../../errors/plugins.ts';
import type { Exporter } from '../../exporter/types.ts';
import { families } from '../../models/families/families.ts';
import type { Catalogue } from '../../plan/resolve.ts';
import { isPlugin } from '../../plugin/define.ts';
import type { Plugin } from '../../plugin/types.ts';
import { importModule } from '../config/import-module.ts';
import { checkCompatibility } from './compatibility.ts';
import { rememberOrigin } from './origins.ts';
import { nodeExporters, type ListedExporter } from './node-exporters.ts';
import { entryOf, findPackages, manifestIn, packageFolder, packageOf, type PluginPackage } from './packages.ts';

/** A plugin and where it was found. */
export interface ListedPlugin {
  readonly plugin: Plugin;
  readonly package: string;
  readonly version: string;
}

/** An installed package whose plugins cannot be used, and why. */
export interface UnusablePackage {
  readonly package: string;
  readonly version: string;
  readonly problem: GanregError;
}

/** A {@link Catalogue} over what is installed, and files of the project. */
export interface NodeCatalogue extends Catalogue {
  readonly packages: () => Promise<readonly PluginPackage[]>;
  readonly exporter: (use: string, path: string) => Promise<Exporter>;
  /** Loads every installed exporter. */
  readonly exporters: () => Promise<readonly ListedExporter[]>;
  /** Loads every installed plugin that can be used. */
  readonly list: () => Promise<readonly ListedPlugin[]>;
  /** Installed packages that cannot be. */
  readonly unusable: () => Promise<readonly UnusablePackage[]>;
}

const pluginsOf = (module: Readonly<Record<string, unknown>>): readonly Plugin[] =>
  Object.entries(module).flatMap(([name, value]) => {
    if (isPlugin(value)) return [value];
    // A CommonJS default under an ES default.
    return name === 'default' &&
      typeof value === 'object' &&
      value !== null &&
      'default' in value &&
      isPlugin(value.default)
      ? [value.default]
      : [];
  });

const fileHash = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 16);

const reason = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

const loadFile = async (file: string, name: string, path: string): Promise<readonly Plugin[]> => {
  let module;
  try {
    module = await importModule(file);
  } catch (error) {
    throw pluginUnloadable(path, name, reason(error));
  }
  const plugins = pluginsOf(module);
  if (plugins.length === 0) throw pluginUnloadable(path, name, `${file} exports no plugin`);
  return plugins;
};

/** Of npm: no path, and nothing that leads out of node_modules. */
const packageName = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/iu;

/**
 * @param folder project that `./my-plugin.ts` and installed packages are looked up from
 * @param bundled further folders whose dependencies offer plugins (the command line's own)
 */
export const nodeCatalogue = (folder: string, bundled: readonly string[] = []): NodeCatalogue => {
  const project = resolve(folder);
  let scanned: Promise<readonly PluginPackage[]> | undefined;
  const packages = (): Promise<readonly PluginPackage[]> => (scanned ??= findPackages([project, ...bundled], 'plugin'));
  const load = async (found: PluginPackage, path: string): Promise<readonly Plugin[]> => {
    await checkCompatibility(found, path);
    let entry;
    try {
      entry = entryOf(found.folder);
    } catch (error) {
      throw pluginUnloadable(path, found.name, reason(error));
    }
    const plugins = await loadFile(entry, found.name, path);
    for (const plugin of plugins) rememberOrigin(plugin, `${found.name} ${found.version}`);
    return plugins;
  };
  const fromPackage = async (found: PluginPackage, name: string, path: string): Promise<Plugin> => {
    const plugins = await load(found, path);
    const plugin =
      plugins.find((candidate) => candidate.name === name) ?? (plugins.length === 1 ? plugins[0] : undefined);
    if (plugin === undefined)
      throw unknownPlugin(
        path,
        name,
        plugins.map((each) => each.name),
        undefined,
      );
    return plugin;
  };
  const listed = async (): Promise<{
    readonly usable: readonly ListedPlugin[];
    readonly unusable: readonly UnusablePackage[];
  }> => {
    const [usable, unusable]: [ListedPlugin[], UnusablePackage[]] = [[], []];
    for (const found of await packages()) {
      const { name, version } = found;
      try {
        for (const plugin of await load(found, name)) usable.push({ plugin, package: name, version });
      } catch (error) {
        if (!(error instanceof GanregError)) throw error;
        unusable.push({ package: name, version, problem: error });
      }
    }
    return { usable, unusable };
  };
  return {
    families,
    packages,
    ...nodeExporters(project, bundled),
    plugin: async (use, path) => {
      if (/^\.{0,2}\//u.test(use) || isAbsolute(use)) {
        const [first, second] = await loadFile(resolve(project, use), use, path);
        if (first === undefined || second !== undefined)
          throw pluginUnloadable(path, use, 'a plugin file must export exactly one plugin');
        rememberOrigin(first, `${use} sha256:${await fileHash(resolve(project, use))}`);
        return first;
      }
      const known = await packages();
      const owner =
        known.find((found) => found.plugins?.includes(use)) ??
        known.find((found) => found.name === use || found.name === `ganreg-plugin-${use}`);
      if (owner !== undefined) return fromPackage(owner, use, path);
      const folder = packageName.test(use)
        ? (packageFolder(use, project) ?? packageFolder(`ganreg-plugin-${use}`, project))
        : undefined;
      if (folder !== undefined) return fromPackage(packageOf(folder, use, (await manifestIn(folder)) ?? {}), use, path);
      const names = known.flatMap((found) => found.plugins ?? [found.name]);
      throw unknownPlugin(path, use, names, suggest(use, names));
    },
    recipe: async (name, path) => {
      const known = await packages();
      const owner = known.find((found) => Object.hasOwn(found.recipes, name));
      const recipe = owner?.recipes[name];
      if (recipe !== undefined) return recipe;
      const names = known.flatMap((found) => Object.keys(found.recipes));
      throw unknownRecipe(path, name, names, suggest(name, names));
    },
    list: async () => (await listed()).usable,
    unusable: async () => (await listed()).unusable,
  };
};
