import { isAbsolute, resolve } from 'node:path';
import { suggest } from '../../config/suggest.ts';
import { exporterUnloadable, unknownExporter } from '../../errors/exporters.ts';
import { isExporter } from '../../exporter/define.ts';
import type { Exporter } from '../../exporter/types.ts';
import { importModule } from '../config/import-module.ts';
import { checkCompatibility } from './compatibility.ts';
import { entryOf, findPackages, type PluginPackage } from './packages.ts';

/** An exporter and where it was found. */
export interface ListedExporter {
  readonly exporter: Exporter;
  readonly package: string;
}

const loadFile = async (file: string, name: string, path: string): Promise<readonly Exporter[]> => {
  let module;
  try {
    module = await importModule(file);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw exporterUnloadable(path, name, reason);
  }
  const found = Object.values(module).filter(isExporter);
  if (found.length === 0) throw exporterUnloadable(path, name, `${file} exports no exporter`);
  return [...new Set(found)];
};

/** Exporters as a project has them: installed packages with the keyword `ganreg-exporter`, and files. */
export const nodeExporters = (
  project: string,
  bundled: readonly string[],
): {
  readonly exporter: (use: string, path: string) => Promise<Exporter>;
  readonly exporters: () => Promise<readonly ListedExporter[]>;
} => {
  let scanned: Promise<readonly PluginPackage[]> | undefined;
  const packages = (): Promise<readonly PluginPackage[]> =>
    (scanned ??= findPackages([project, ...bundled], 'exporter'));
  const load = async (found: PluginPackage, path: string): Promise<readonly Exporter[]> => {
    await checkCompatibility(found, path);
    return loadFile(entryOf(found.folder), found.name, path);
  };
  return {
    exporter: async (use, path) => {
      if (/^\.{0,2}\//u.test(use) || isAbsolute(use)) {
        const [first, second] = await loadFile(resolve(project, use), use, path);
        if (first === undefined || second !== undefined)
          throw exporterUnloadable(path, use, 'an exporter file must export exactly one exporter');
        return first;
      }
      const known = await packages();
      const owner =
        known.find((found) => found.exporters?.includes(use)) ??
        known.find((found) => found.name === use || found.name === `ganreg-exporter-${use}`);
      const offered = owner === undefined ? [] : await load(owner, path);
      const exporter = offered.find(({ name }) => name === use) ?? (offered.length === 1 ? offered[0] : undefined);
      if (exporter !== undefined) return exporter;
      const names = known.flatMap((found) => found.exporters ?? [found.name]);
      throw unknownExporter(path, use, names, suggest(use, names));
    },
    exporters: async () =>
      (
        await Promise.all(
          (await packages()).map(async (found) =>
            (await load(found, found.name)).map((exporter) => ({ exporter, package: found.name })),
          ),
        )
      ).flat(),
  };
};
