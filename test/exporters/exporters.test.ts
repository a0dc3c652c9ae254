import { createServer, type Server } from 'node:http';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planExperiment, Scope, Sink, type ExperimentInput } from '@ganreg/core';
import { nodeCatalogue, readMetrics, replayRun, resumeRun, trainPlan, type RunEvent } from '@ganreg/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../../packages/cli', import.meta.url));
const catalogueFor = (project: string) => nodeCatalogue(project, [cli]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-exporters-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const config = (exporters: NonNullable<ExperimentInput['run']>['exporters']): ExperimentInput => ({
  engine: 'wasm',
  perceptual: 'mse',
  model: { use: 'dcgan', resolution: 8, channels: 1, latentSize: 8, width: 4, widthMax: 8 },
  train: { steps: 6, batch: 4 },
  run: { checkpoint: { every: 12 }, samples: { every: 8, count: 4 }, ...(exporters && { exporters }) },
});

const train = async (
  name: string,
  exporters: Parameters<typeof config>[0],
  more: { readonly scope?: Scope; readonly stopAfter?: number } = {},
) => {
  const notes: string[] = [];
  const onEvent = (event: RunEvent): void => void (event.kind === 'note' && notes.push(event.text));
  const plan = await planExperiment(config(exporters), catalogueFor(folder));
  const run = join(folder, name);
  const loaded = { config: config(exporters), files: [], folder, provenance: {} };
  const summary = await trainPlan(plan, loaded, run, { onEvent, ...more });
  return { run, summary, notes, onEvent };
};

const rowsOf = async (run: string): Promise<readonly string[]> =>
  (await readFile(join(run, 'export/csv/metrics.csv'), 'utf8')).trim().split('\n');

const numbersOf = async (run: string): Promise<readonly string[]> =>
  (await readMetrics(join(run, 'metrics.jsonl'))).flatMap(({ step, images, ...numbers }) =>
    Object.entries(numbers).map(([name, value]) => `${step},${String(images)},${name},${String(value)}`),
  );

describe('csv', () => {
  it('has one row for every number, also of a run that was stopped and went on', async () => {
    const { run, onEvent } = await train('csv', ['csv'], { stopAfter: 4 });
    await resumeRun(run, catalogueFor, [], { onEvent });
    const [header, ...rows] = await rowsOf(run);
    expect(header).toBe('step,images,name,value');
    expect(rows).toEqual(await numbersOf(run));
    expect(rows.length).toBeGreaterThan(12);
  });

  it('is the same when it is written afterwards', async () => {
    const { run } = await train('afterwards', undefined);
    await replayRun(run, catalogueFor, 'csv', () => undefined);
    expect((await rowsOf(run)).slice(1)).toEqual(await numbersOf(run));
  });
});

describe('tensorboard', () => {
  it('writes a file for every stretch of training, and what the training gives stays the same', async () => {
    const { run, onEvent } = await train('tensorboard', ['tensorboard'], { stopAfter: 4 });
    await resumeRun(run, catalogueFor, [], { onEvent });
    const files = await readdir(join(run, 'export/tensorboard'));
    expect(files).toHaveLength(2);
    const last = await resumeRun(run, catalogueFor, [], { onEvent });
    const plain = await train('plain', undefined);
    expect(last.sha256).toBe(plain.summary.sha256);
  });
});

describe('an exporter that fails', () => {
  it('is reported once, and the run goes on', async () => {
    await writeFile(
      join(folder, 'broken.ts'),
      `import { defineExporter } from '@ganreg/core';
       import { z } from 'zod';
       export const broken = defineExporter({ name: 'broken', about: 'fails', options: z.strictObject({}),
         open: () => ({ write: () => { throw new Error('the disk is on fire'); }, close: () => Promise.reject(new Error('still')) }) });`,
    );
    const { summary, notes } = await train('broken', ['./broken.ts']);
    expect(summary.state).toBe('finished');
    expect(notes).toEqual(['exporter broken fails, and the run goes on: the disk is on fire']);
  });

  it('may also be a sink of the application', async () => {
    const scope = new Scope().provide(Sink, {
      write: () => {
        throw new Error('no dashboard');
      },
    });
    const { summary, notes } = await train('sink', undefined, { scope });
    expect(summary.state).toBe('finished');
    expect(notes).toEqual(['a sink fails, and the run goes on: no dashboard']);
  });

  it('is refused before the run when it is unknown, or its options are', async () => {
    await expect(planExperiment(config(['tensorbord']), catalogueFor(folder))).rejects.toMatchObject({
      code: 'EXPORTER_UNKNOWN',
      path: 'run.exporters[0]',
      message: expect.stringContaining('Did you mean "tensorboard"?') as string,
    });
    await expect(
      planExperiment(config([{ use: 'csv', with: { evry: 2 } }]), catalogueFor(folder)),
    ).rejects.toMatchObject({
      errors: [{ path: 'run.exporters[0].with.evry' }],
    });
  });
});

/** As much of a tracking server as one run asks of it; the real one is in scripts/exporters. */
const trackingServer = async () => {
  const calls: { readonly path: string; readonly body: string }[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = (request.url ?? '').replace(/\?.*/u, '').replace('/api/2.0/', '');
      calls.push({ path, body: Buffer.concat(parts).toString('latin1') });
      const answers: Readonly<Record<string, unknown>> = {
        'mlflow/experiments/get-by-name': { experiment: { experiment_id: '7' } },
        'mlflow/runs/create': { run: { info: { run_id: 'r1', artifact_uri: 'mlflow-artifacts:/7/r1/artifacts' } } },
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answers[path] ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

describe('mlflow', () => {
  it('tells parameters, every number and the samples, and how the run ended', async () => {
    const server = await trackingServer();
    const { run, notes } = await train('mlflow', [{ use: 'mlflow', with: { url: server.url } }]);
    await server.close();
    expect(notes).toEqual([]);
    const sent = server.calls
      .filter(({ path }) => path === 'mlflow/runs/log-batch')
      .flatMap(({ body }) => {
        const { metrics = [] } = JSON.parse(body) as { metrics?: { key: string; value: number; step: number }[] };
        return metrics.map(({ key, value, step }) => `${step},${(step + 1) * 4},${key},${value}`);
      });
    expect(sent).toEqual(await numbersOf(run));
    expect(server.calls.map(({ path }) => path)).toContain(
      'mlflow-artifacts/artifacts/7/r1/artifacts/samples/000006.png',
    );
    expect(server.calls.at(-1)).toMatchObject({
      path: 'mlflow/runs/update',
      body: expect.stringContaining('"FINISHED"') as string,
    });
  });

  it('costs the run nothing when its server is not there', async () => {
    const { summary, notes } = await train('absent', [{ use: 'mlflow', with: { url: 'http://127.0.0.1:1' } }]);
    expect(summary.state).toBe('finished');
    expect(notes).toEqual([expect.stringContaining('exporter mlflow fails, and the run goes on')]);
  });
});
