import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedExporter } from '../../plan/types.ts';
import type { MetricSink, SinkEvent, SinkPicture, SinkRun } from '../../wiring/services.ts';
import type { StepReport } from '../../plugin/hooks.ts';

/** A sink, and who hears of its failures. */
export interface ReportedSink {
  readonly sink: MetricSink;
  readonly report: (problem: unknown) => void;
}

/** Whose fault it is, said once. */
export const reporter = (name: string, note: (text: string) => void): ((problem: unknown) => void) => {
  let told = false;
  return (problem) => {
    if (told) return;
    told = true;
    note(`${name} fails, and the run goes on: ${problem instanceof Error ? problem.message : String(problem)}`);
  };
};

/** Opens what the configuration names. One that does not open is reported and left out. */
export const openExporters = (
  exporters: readonly PlannedExporter[],
  folder: string,
  note: (text: string) => void,
): readonly ReportedSink[] =>
  exporters.flatMap(({ exporter, options }) => {
    const report = reporter(`exporter ${exporter.name}`, note);
    try {
      return [{ report, sink: exporter.open({ options, folder: join(folder, 'export', exporter.name), report }) }];
    } catch (error) {
      report(error);
      return [];
    }
  });

/** Several sinks as one that never throws and never waits, but for a while at the end. @param patience milliseconds */
export const together = (
  sinks: readonly ReportedSink[],
  note: (text: string) => void,
  patience: number,
): Required<MetricSink> => {
  const tell = (call: (sink: MetricSink) => void | Promise<void>): readonly Promise<void>[] =>
    sinks.map(async ({ sink, report }) => {
      try {
        await call(sink);
      } catch (error) {
        report(error);
      }
    });
  return {
    begin: (run: SinkRun) => void tell((sink) => sink.begin?.(run)),
    write: (step: StepReport) => void tell((sink) => sink.write(step)),
    restart: (step: number) => void tell((sink) => sink.restart?.(step)),
    picture: (picture: SinkPicture) => void tell((sink) => sink.picture?.(picture)),
    event: (event: SinkEvent) => void tell((sink) => sink.event?.(event)),
    close: async (state) => {
      const enough = new AbortController();
      const closed = Promise.all(tell((sink) => sink.close?.(state))).then(() => enough.abort());
      const late = sleep(patience, undefined, { signal: enough.signal }).then(
        () => note('an exporter has not finished in time; what it held back is lost'),
        () => undefined,
      );
      await Promise.race([closed, late]);
    },
  };
};
