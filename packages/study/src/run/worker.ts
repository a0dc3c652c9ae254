// child of `ganreg study`: does one job after the other, told and telling by messages
import { GanregError } from '@ganreg/core';
import type { EngineFound, FromWorker, Job, PlainError, ReferenceFound, Results, ToWorker } from './messages.ts';
import { evaluationKey } from './complete.ts';
import { runOne } from './run-one.ts';
import { measureSpeed } from './speed.ts';
import { openWorkshop } from './workshop.ts';

const workshop = openWorkshop(JSON.parse(process.env['GANREG_STUDY_BUNDLED'] ?? '[]') as readonly string[]);
let stop = new AbortController();

const tell = (message: FromWorker): void => {
  if (process.connected) process.send?.(message);
};

const plain = (error: unknown): PlainError => {
  if (error instanceof GanregError) {
    const { code, path, fix } = error;
    // Several mistakes in one: their texts together.
    const message = 'errors' in error ? error.format() : error.message;
    return { code, message, ...(path === undefined ? {} : { path }), ...(fix === undefined ? {} : { fix }) };
  }
  if (!(error instanceof Error)) return { code: 'UNEXPECTED', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, message: error.message };
};

const work = async (job: Job): Promise<Results[keyof Results]> => {
  if (job.kind === 'run') return runOne(job, workshop, { tell, signal: stop.signal });
  const plan = await workshop.plan(job.input, job.project);
  if (job.kind === 'engine') {
    const { name, why, threads, versions } = await workshop.engine(plan);
    return { name, why, threads, versions } satisfies EngineFound;
  }
  if (job.kind === 'speed') return measureSpeed(job, plan, workshop);
  const evaluator = await workshop.evaluator(plan, job);
  const protocols = evaluator.protocols;
  const floor = (await evaluator.floor()) ?? null;
  return { key: evaluationKey([...protocols]), floor, protocols } satisfies ReferenceFound;
};

const take = async (job: Job): Promise<void> => {
  stop = new AbortController();
  try {
    tell({ kind: 'result', result: await work(job) });
  } catch (error) {
    tell({ kind: 'error', error: plain(error) });
  }
};

process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') stop.abort();
  else void take(message.job);
});
// Ctrl-C reaches the whole group of processes; the study decides, so that every run saves itself.
process.on('SIGINT', () => undefined);
// Nobody is left to work for.
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
