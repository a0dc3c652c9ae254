import type { StandardSchemaV1 } from '@standard-schema/spec';
import { invalidExporter } from '../errors/exporters.ts';
import type { Exporter, ExporterDefinition } from './types.ts';

const mark = Symbol.for('ganreg/exporter');

/**
 * Declares an exporter: where a run's numbers, pictures and events go beside its folder. `run.exporters` names it, and
 * `ganreg export` tells it what a finished run has said.
 * @throws GanregError EXPORTER_INVALID
 */
export const defineExporter = <const Schema extends StandardSchemaV1>(
  definition: ExporterDefinition<Schema>,
): Exporter => {
  const { name, about, options } = definition;
  if (!/^[a-z][a-z0-9-]*$/u.test(name))
    throw invalidExporter(name, 'its name must be lower-case letters, digits and dashes');
  if (typeof definition.open !== 'function') throw invalidExporter(name, 'it has no open function');
  const { open } = definition;
  return Object.freeze({ name, about, options, open, [mark]: true });
};

/** Whether a module's export was made by {@link defineExporter}, of this copy of ganreg or another. */
export const isExporter = (value: unknown): value is Exporter =>
  typeof value === 'object' && value !== null && mark in value;
