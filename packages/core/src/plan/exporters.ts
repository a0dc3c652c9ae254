import { unknownExporter } from '../errors/exporters.ts';
import { parseOptions } from './options.ts';
import type { Catalogue } from './resolve.ts';
import type { PlannedExporter } from './types.ts';

/** Finds the exporters that a configuration names, and checks their options. */
export const planExporters = (
  uses: readonly (string | { readonly use: string; readonly with?: unknown })[],
  catalogue: Catalogue,
): Promise<readonly PlannedExporter[]> =>
  Promise.all(
    uses.map(async (entry, index) => {
      const path = `run.exporters[${index}]`;
      const [use, given] = typeof entry === 'string' ? [entry, undefined] : [entry.use, entry.with];
      if (catalogue.exporter === undefined) throw unknownExporter(path, use, [], undefined);
      const exporter = await catalogue.exporter(use, typeof entry === 'string' ? path : `${path}.use`);
      return { exporter, options: parseOptions(exporter, given ?? {}, `${path}.with`) };
    }),
  );
