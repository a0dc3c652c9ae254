import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PluginUse } from '../../config/schema.ts';

/** What packages are looked for: their keyword is `ganreg-<kind>`, their names begin so. */
export type Kind = 'plugin' | 'exporter';

/** An installed package that offers plugins, or exporters. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Short names of its plugins, where its package.json lists them under `ganreg.plugins`. */
  readonly plugins: readonly string[] | undefined;
  /** The same of its exporters. */
  readonly exporters: readonly string[] | undefined;
  readonly recipes: Readonly<Record<string, readonly (string | PluginUse)[]>>;
  /** Versions of @ganreg/core that it is made for, from its peerDependencies. */
  readonly core: string | undefined;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly keywords?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly ganreg?: {
    readonly plugins?: readonly string[];
    readonly exporters?: readonly string[];
    readonly recipes?: PluginPackage['recipes'];
  };
}

/** The package.json of a folder. */
export const manifestIn = async (folder: string): Promise<Manifest | undefined> => {
  try {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
};

/** What a package offers, from its package.json. */
export const packageOf = (folder: string, name: string, manifest: Manifest): PluginPackage => ({
  name,
  version: manifest.version ?? '0.0.0',
  folder,
  plugins: manifest.ganreg?.plugins,
  exporters: manifest.ganreg?.exporters,
  recipes: manifest.ganreg?.recipes ?? {},
  core: manifest.peerDependencies?.['@ganreg/core'],
});

const ancestors = (folder: string): readonly string[] => {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
};

const entries = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** Names that look like what is looked for in one node_modules folder. */
const named = async (modules: string, kind: Kind): Promise<readonly string[]> => {
  const top = await entries(modules);
  const scopedName = new RegExp(`^(?:ganreg-)?${kind}s?(?:-|$)`, 'u');
  const scoped = await Promise.all(
    top
      .filter((name) => name.startsWith('@'))
      .map(async (scope) =>
        (await entries(join(modules, scope))).filter((name) => scopedName.test(name)).map((name) => `${scope}/${name}`),
      ),
  );
  return [...top.filter((name) => name.startsWith(`ganreg-${kind}-`)), ...scoped.flat()];
};

/** Folder of a package as seen from another folder. */
export const packageFolder = (name: string, from: string): string | undefined => {
  for (const place of createRequire(join(from, 'package.json')).resolve.paths(name) ?? []) {
    try {
      return dirname(createRequire(join(place, 'x.js')).resolve(join(place, name, 'package.json')));
    } catch {
      // not here; the next place
    }
  }
  return undefined;
};

/** The module that a package is imported by. */
export const entryOf = (folder: string): string => {
  const { name } = createRequire(join(folder, 'x.js'))(join(folder, 'package.json')) as { readonly name: string };
  return createRequire(join(folder, 'package.json')).resolve(name);
};

/**
 * Installed packages with the keyword `ganreg-plugin` (or `ganreg-exporter`), as seen from these folders: those named
 * `ganreg-plugin-*` or `@scope/(ganreg-)plugin-*`, and any dependency of the folders' own package.json.
 */
export const findPackages = async (folders: readonly string[], kind: Kind): Promise<readonly PluginPackage[]> => {
  const found = new Map<string, PluginPackage>();
  for (const folder of folders) {
    const candidates = new Map<string, string>();
    for (const place of ancestors(folder)) {
      for (const name of await named(join(place, 'node_modules'), kind))
        if (!candidates.has(name)) candidates.set(name, join(place, 'node_modules', name));
      const own = await manifestIn(place);
      for (const name of Object.keys({ ...own?.dependencies, ...own?.devDependencies })) {
        const at = candidates.has(name) ? undefined : packageFolder(name, place);
        if (at !== undefined) candidates.set(name, at);
      }
    }
    for (const [name, place] of candidates) {
      if (found.has(name)) continue;
      const manifest = await manifestIn(place);
      if (manifest?.keywords?.includes(`ganreg-${kind}`) !== true) continue;
      found.set(name, packageOf(place, name, manifest));
    }
  }
  return [...found.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
};
