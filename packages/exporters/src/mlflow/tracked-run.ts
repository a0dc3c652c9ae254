import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SinkRun } from '@ganreg/core';
import type { MlflowClient } from './client.ts';

/** A run as the server knows it. */
export interface TrackedRun {
  readonly id: string;
  /** Below the server's own artifacts; nothing when they are kept elsewhere. */
  readonly artifacts: string | undefined;
}

/** A value inside an answer. */
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);

const experimentOf = async (client: MlflowClient, name: string): Promise<string> => {
  try {
    const found = await client.call('GET', 'experiments/get-by-name', { experiment_name: name });
    return String(at(found, 'experiment', 'experiment_id'));
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('RESOURCE_DOES_NOT_EXIST'))) throw error;
    return String(at(await client.call('POST', 'experiments/create', { name }), 'experiment_id'));
  }
};

const longestValue = 500;
const mostParameters = 100;

/** `{ train: { batch: 32 } }` → `train.batch`: what MLflow calls parameters. */
export const parametersOf = (value: unknown, key = ''): readonly { readonly key: string; readonly value: string }[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ key, value: (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, longestValue) }];
  return Object.entries(value).flatMap(([name, inner]) => parametersOf(inner, key === '' ? name : `${key}.${name}`));
};

const artifactsOf = (uri: unknown): string | undefined =>
  typeof uri === 'string' && uri.startsWith('mlflow-artifacts:/')
    ? uri.replace(/^mlflow-artifacts:\/+/u, '')
    : undefined;

/** Finds the run that this folder was begun with, or begins one. Its number is kept in `folder`. */
export const trackRun = async (
  client: MlflowClient,
  { folder: run, config }: SinkRun,
  { experiment, folder }: { readonly experiment: string; readonly folder: string },
): Promise<TrackedRun> => {
  const file = join(folder, 'run.json');
  const known = await readFile(file, 'utf8').then(
    (text): unknown => JSON.parse(text),
    () => undefined,
  );
  if (known !== undefined) {
    const id = String(at(known, 'run_id'));
    await client.call('POST', 'runs/update', { run_id: id, status: 'RUNNING' });
    const found = await client.call('GET', 'runs/get', { run_id: id });
    return { id, artifacts: artifactsOf(at(found, 'run', 'info', 'artifact_uri')) };
  }
  const begun = await client.call('POST', 'runs/create', {
    experiment_id: await experimentOf(client, experiment),
    run_name: `${basename(dirname(run))}/${basename(run)}`,
    start_time: Date.now(),
    tags: [{ key: 'ganreg.folder', value: run }],
  });
  const info = at(begun, 'run', 'info');
  const id = String(at(info, 'run_id'));
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ run_id: id })}\n`);
  const params = parametersOf(config).slice(0, mostParameters);
  await client.call('POST', 'runs/log-batch', { run_id: id, params });
  return { id, artifacts: artifactsOf(at(info, 'artifact_uri')) };
};
