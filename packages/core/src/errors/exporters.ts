import { GanregError } from './ganreg-error.ts';
import { list, meant } from './wording.ts';

export const unknownExporter = (
  path: string,
  name: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('EXPORTER_UNKNOWN', `there is no exporter "${name}".${meant(suggestion)}`, {
    path,
    fix: `known: ${known.length === 0 ? 'none' : list(known)}; or install ganreg-exporter-${name.replaceAll(/[^a-z0-9-]/giu, '')}, or give a file such as ./my-exporter.ts`,
  });

export const exporterUnloadable = (path: string, name: string, why: string): GanregError =>
  new GanregError('EXPORTER_UNLOADABLE', `exporter "${name}" cannot be loaded: ${why}`, {
    path,
    fix: 'its module must export an exporter made with defineExporter({ … })',
  });

export const invalidExporter = (name: string, why: string): GanregError =>
  new GanregError('EXPORTER_INVALID', `exporter "${name}": ${why}`, { fix: 'correct its defineExporter({ … })' });
