import { defineExporter, type SinkPicture } from '@ganreg/core';
import { z } from 'zod';
import { mlflowClient } from './client.ts';
import { trackRun, type TrackedRun } from './tracked-run.ts';

interface Metric {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

/** What a server takes in one call. */
const batch = 1000;
/** Kept while a server is away; the oldest go first. */
const most = 2_000_000;
const pause = 2000;

const keyOf = (name: string): string => name.replaceAll(/[^\w\-. /]/gu, '_');

const statuses = { finished: 'FINISHED', paused: 'KILLED', interrupted: 'KILLED', failed: 'FAILED' } as const;

/** An MLflow tracking server over its REST API: parameters, metrics by step, samples as artifacts. */
export const mlflow = defineExporter({
  name: 'mlflow',
  about: 'an MLflow tracking server: parameters, metrics, samples',
  options: z.strictObject({
    url: z.url().optional().describe('Of the server; MLFLOW_TRACKING_URI by default'),
    experiment: z.string().min(1).default('ganreg'),
    every: z.int().positive().default(1).describe('Steps between metrics'),
  }),
  open: ({ options: { url = process.env['MLFLOW_TRACKING_URI'], experiment, every }, folder, report }) => {
    if (url === undefined) throw new Error('no server is named: give `url`, or set MLFLOW_TRACKING_URI');
    const client = mlflowClient(url);
    let waiting: Metric[] = [];
    let pictures: SinkPicture[] = [];
    let tracking: Promise<TrackedRun> | undefined;
    let begin: (() => Promise<TrackedRun>) | undefined;
    let sending = Promise.resolve();

    /** Begun again as long as it fails: a server may come later. */
    const tracked = (): Promise<TrackedRun> => {
      if (begin === undefined) throw new Error('the run has not begun');
      tracking ??= begin();
      tracking.catch(() => (tracking = undefined));
      return tracking;
    };
    const send = async (): Promise<void> => {
      const { id, artifacts } = await tracked();
      while (waiting.length > 0) {
        const metrics = waiting.slice(0, batch);
        await client.call('POST', 'runs/log-batch', { run_id: id, metrics });
        waiting = waiting.slice(metrics.length);
      }
      for (let [next] = pictures; next !== undefined; [next] = pictures) {
        const name = `samples/${String(next.step).padStart(6, '0')}.${next.ending}`;
        if (artifacts !== undefined) await client.putArtifact(`${artifacts}/${name}`, Buffer.from(next.content));
        pictures = pictures.slice(1);
      }
    };
    // What could not be sent stays, and is tried again.
    const flush = (): Promise<void> => (sending = sending.then(send).catch(report));
    const timer = setInterval(() => void flush(), pause);
    timer.unref();
    return {
      begin: (run) => {
        begin = () => trackRun(client, run, { experiment, folder });
        void flush();
      },
      write: ({ index, numbers }) => {
        if (index % every !== 0) return;
        const timestamp = Date.now();
        for (const [name, value] of Object.entries(numbers))
          if (Number.isFinite(value)) waiting.push({ key: keyOf(name), value, step: index, timestamp });
        if (waiting.length > most) waiting = waiting.slice(-most);
      },
      picture: (picture) => {
        pictures.push(picture);
      },
      close: async (state) => {
        clearInterval(timer);
        await flush();
        const { id } = await tracked();
        const end = state === 'paused' ? {} : { end_time: Date.now() };
        await client.call('POST', 'runs/update', { run_id: id, status: statuses[state], ...end });
      },
    };
  },
});
