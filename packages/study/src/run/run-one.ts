import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { GanregError, Scope, TrainingData, type Plan } from '@ganreg/core';
import {
  lockFolder,
  openSavedRun,
  readMetrics,
  redrawRun,
  resumeRun,
  runFiles,
  sampleRun,
  trainPlan,
  type RunEvent,
  type RunSummary,
  type SavedRun,
} from '@ganreg/core/node';
import { toBytes } from '@ganreg/core/metrics';
import { hostDiffers } from '../errors.ts';
import { generatedSamples } from '../evaluation/generated.ts';
import { canonical } from '../plan/canonical.ts';
import { evaluationKey, missingSamplings } from './complete.ts';
import type { Expected, FromWorker, RunJob } from './messages.ts';
import {
  readRecord,
  readSameLatents,
  writeEvaluation,
  writeOutcome,
  writeRedrawn,
  writeSameLatents,
  writeStart,
  writeStretch,
  type Outcome,
} from './records.ts';
import { startOf } from './start.ts';
import type { Workshop } from './workshop.ts';

/** How a worker tells what it does, and is told to stop. */
export interface Line {
  readonly tell: (message: FromWorker) => void;
  readonly signal: AbortSignal;
}

const sameLatentImages = 64;
/** Real images that are redrawn for the report. */
const redrawnImages = 8;
const lockPatience = 20_000;

/** A worker whose study was killed may still hold the folder for the rest of its step. */
const waitForFolder = async (folder: string): Promise<void> => {
  for (const begin = performance.now(); ; await sleep(100)) {
    try {
      const release = await lockFolder(folder);
      return await release();
    } catch (error) {
      const locked = error instanceof GanregError && error.code === 'RUN_LOCKED';
      if (!locked || performance.now() - begin > lockPatience) throw error;
    }
  }
};

const opened = async (job: RunJob, workshop: Workshop): Promise<SavedRun | undefined> => {
  try {
    return await openSavedRun(job.folder, workshop.catalogueFor);
  } catch (error) {
    if (error instanceof GanregError && ['RUN_NOT_FOUND', 'CHECKPOINT_BROKEN'].includes(error.code)) return undefined;
    throw error;
  }
};

/** @throws GanregError STUDY_HOST_DIFFERS */
const refuseOthers = ({ engine, key }: Expected, found: Expected): void => {
  const versions = (each: Expected['engine']): string => `${each.name} ${canonical(each.versions)}`;
  if (versions(engine) !== versions(found.engine))
    throw hostDiffers('engine', versions(engine), versions(found.engine));
  if (key !== found.key) throw hostDiffers('way of measuring', key, found.key);
};

/** Trains, measures and records one run from wherever it stands. Any moment may be the last: what is on disk is enough to go on. */
export const runOne = async (
  job: RunJob,
  workshop: Workshop,
  { tell, signal }: Line,
): Promise<Outcome | 'interrupted'> => {
  const { folder, project, evaluation } = job;
  const plan = await workshop.plan(job.input, project);
  const data = await workshop.data(plan, project);
  const evaluator = await workshop.evaluator(plan, job);
  const key = evaluationKey([...evaluator.protocols]);
  if (job.expects !== undefined) refuseOthers(job.expects, { engine: await workshop.engine(plan), key });
  tell({ kind: 'prepared' });
  const scope = new Scope().provide(TrainingData, data);
  let done = 0;
  const watch = {
    scope,
    signal,
    onEvent: (event: RunEvent): void => {
      if (event.kind === 'checkpoint') tell(event);
      if (event.kind !== 'step') return;
      done = event.report.index + 1;
      tell({ kind: 'progress', step: done, secondsPerStep: plan.imagesPerStep / event.imagesPerSecond });
    },
  };

  await waitForFolder(folder);
  let saved = await opened(job, workshop);
  if (saved === undefined) {
    await rm(folder, { recursive: true, force: true });
    const { input: config, files, provenance } = job;
    await trainPlan(plan, { config, files, folder: project, provenance }, folder, { ...watch, stopAfter: 0 });
    saved = await openSavedRun(folder, workshop.catalogueFor);
  }
  done = saved.step;
  const record = await readRecord(folder);
  if (record.start === undefined && saved.step === 0) await writeStart(folder, await startOf(saved, data));

  const advance = async (milestone: number): Promise<RunSummary> => {
    const from = done;
    const summary = await resumeRun(folder, workshop.catalogueFor, [], { ...watch, stopAfter: milestone });
    if (summary.steps > from) {
      await writeStretch(folder, {
        toStep: milestone,
        secondsPerStep: summary.seconds / (summary.steps - from),
        peakMemoryBytes: summary.peakMemoryBytes,
      });
    }
    return summary;
  };
  const measure = async (milestone: number, samplings: number): Promise<void> => {
    const missing = missingSamplings(record, milestone, samplings, key, evaluation);
    if (missing.length === 0) return;
    const run = await openSavedRun(folder, workshop.catalogueFor);
    for (const sampling of missing) {
      if (signal.aborted) return;
      const measured = await evaluator.evaluate(await generatedSamples(run, evaluation.count, sampling));
      await writeEvaluation(folder, { step: milestone, images: milestone * plan.imagesPerStep, sampling, measured });
      if (sampling === 0) tell({ kind: 'evaluated', step: milestone, measured });
    }
  };

  try {
    let summary: RunSummary | undefined;
    for (const milestone of evaluation.milestones.filter((each) => each >= done)) {
      const last = milestone === plan.steps;
      if (milestone > done || last) summary = await advance(milestone);
      if (summary?.state === 'interrupted') return 'interrupted';
      await measure(milestone, last ? evaluation.samplings : 1);
      if (signal.aborted) return 'interrupted';
    }
    if ((await readSameLatents(folder)) === undefined) await keepPictures(folder, plan, workshop, scope);
    const outcome: Outcome = {
      state: 'finished',
      step: plan.steps,
      rollbacks: await rollbacksOf(folder),
      ...(summary === undefined ? {} : { sha256: summary.sha256 }),
    };
    await writeOutcome(folder, outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof GanregError && error.code === 'RUN_DIVERGED')) throw error;
    const outcome: Outcome = {
      state: 'diverged',
      step: done,
      rollbacks: await rollbacksOf(folder),
      error: { code: error.code, message: error.message },
    };
    await writeOutcome(folder, outcome);
    return outcome;
  } finally {
    await scope[Symbol.asyncDispose]();
  }
};

const rollbacksOf = async (folder: string): Promise<number> =>
  (await readMetrics(runFiles(folder).metrics)).filter(
    ({ event, attempt }) => event === 'diverged' && attempt !== undefined,
  ).length;

/** What the report shows of a run. */
const keepPictures = async (folder: string, plan: Plan, workshop: Workshop, scope: Scope): Promise<void> => {
  const run = await openSavedRun(folder, workshop.catalogueFor);
  const points = plan.model.resolution === 1;
  const redrawn = points ? undefined : await redrawRun(run, redrawnImages, scope);
  if (redrawn !== undefined) await writeRedrawn(folder, toBytes(redrawn));
  const values = await sampleRun(run, sameLatentImages);
  await writeSameLatents(folder, points ? new Uint8Array(values.buffer) : toBytes(values));
};
