import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { planExporters } from '../../plan/exporters.ts';
import type { Catalogue } from '../../plan/resolve.ts';
import type { SinkPicture } from '../../wiring/services.ts';
import { readMetrics } from './metrics-file.ts';
import { openRunFiles } from './run-files.ts';
import { openExporters, together } from './sinks.ts';

const hour = 3_600_000;

const pictures = async (folder: string): Promise<readonly SinkPicture[]> => {
  const found: SinkPicture[] = [];
  for (const name of (await readdir(folder).catch(() => [])).toSorted((one, other) => (one < other ? -1 : 1))) {
    const [, step, ending] = /^(\d+)\.(png|svg)$/u.exec(name) ?? [];
    if (ending !== 'png' && ending !== 'svg') continue;
    found.push({ step: Number(step), ending, content: await readFile(join(folder, name)) });
  }
  return found;
};

/**
 * Tells an exporter what a run has said so far, with the options that the run's configuration gives it. What it wrote before is
 * replaced.
 * @param use as in `run.exporters`
 * @returns the exporter's folder
 * @throws GanregError RUN_NOT_FOUND, EXPORTER_UNKNOWN, CONFIG_INVALID
 */
export const replayRun = async (
  folder: string,
  catalogueFor: (project: string) => Catalogue,
  use: string,
  note: (text: string) => void,
): Promise<string> => {
  const { files, recorded, plan } = await openRunFiles(folder);
  const configured = recorded.config.run.exporters?.find((each) => typeof each !== 'string' && each.use === use);
  const [exporter] = await planExporters([configured ?? use], catalogueFor(recorded.project));
  if (exporter === undefined) throw new RangeError('an exporter was planned');
  const target = join(files.folder, 'export', exporter.exporter.name);
  await rm(target, { recursive: true, force: true });
  const sinks = together(openExporters([exporter], files.folder, note), note, hour);
  const imagesPerStep = plan.images / plan.steps;
  void sinks.begin({ folder: files.folder, step: 0, steps: plan.steps, imagesPerStep, config: { ...recorded.config } });
  for (const { step, images: _, event, ...rest } of await readMetrics(files.metrics)) {
    if (typeof event === 'string') sinks.event({ step, event, details: rest });
    else sinks.write({ index: step, numbers: rest as Readonly<Record<string, number>> });
  }
  for (const picture of await pictures(files.samples)) sinks.picture(picture);
  await sinks.close('finished');
  return target;
};
