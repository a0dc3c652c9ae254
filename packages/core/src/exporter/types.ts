import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { MetricSink } from '../wiring/services.ts';

/** What an exporter opens its sink with. */
export interface ExporterSetup<Options> {
  readonly options: Options;
  /** Of this exporter in the run's folder: created when it is written to, and it travels with the run. */
  readonly folder: string;
  /** What goes wrong after a call has returned; shown once. */
  readonly report: (problem: unknown) => void;
}

/** A sink that a configuration can name, and what it may be told. */
export interface Exporter {
  readonly name: string;
  readonly about: string;
  /** Zod, or any other schema of the Standard Schema interface. */
  readonly options: StandardSchemaV1;
  readonly open: (setup: ExporterSetup<unknown>) => MetricSink;
}

/** What an exporter declares; see {@link Exporter}. */
export interface ExporterDefinition<Schema extends StandardSchemaV1> extends Omit<Exporter, 'options' | 'open'> {
  readonly options: Schema;
  readonly open: (setup: ExporterSetup<StandardSchemaV1.InferOutput<Schema>>) => MetricSink;
}
