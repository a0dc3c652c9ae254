import { availableParallelism } from 'node:os';
import { GanregError } from '@ganreg/core';
import { lockFolder } from '@ganreg/core/node';
import { canonical } from '../plan/canonical.ts';
import type { StudyPlan } from '../plan/types.ts';
import { writeResults } from '../results/write-results.ts';
import { isComplete } from './complete.ts';
import { assembleCrew, type Seat } from './crew.ts';
import type { RunStatus, StudyEvent, StudySummary } from './events.ts';
import type { EngineFound, FromWorker, ReferenceFound } from './messages.ts';
import { readRecord, writeOutcome } from './records.ts';
import { jobOf, placeOf, runInput, runsOf, type StudyRun } from './run-input.ts';
import { readStudy, recordStudy, writeStudy } from './study-files.ts';
import { paceOf, secondsLeft } from './time-left.ts';
import { WorkerDied } from './worker-process.ts';

/** How a study is run. */
export interface StudyOptions {
  /** Worker processes; as many as there are processors by default, never more than runs. */
  readonly workers?: number | undefined;
  /** Folders whose dependencies offer plugins, beside the project's own. */
  readonly bundled: readonly string[];
  readonly onEvent: (event: StudyEvent) => void;
  /** Aborting saves every run and ends the study. */
  readonly signal?: AbortSignal | undefined;
}

const engineAsked = (config: unknown): string => canonical(Reflect.get(Object(config), 'engine'));

interface Conditions {
  readonly engine: EngineFound;
  readonly reference: ReferenceFound;
}

/** Engine and real images of all runs. What a study was begun with stays, unless the configuration asks for something else. */
const conditionsOf = async (
  plan: StudyPlan,
  runs: readonly StudyRun[],
  seats: readonly Seat[],
): Promise<Conditions> => {
  const [first] = runs;
  const [seat] = seats;
  if (first === undefined || seat === undefined) throw new RangeError('a study without a run');
  const before = await readStudy(plan.folder).catch(() => undefined);
  const known = before?.reference ?? undefined;
  if (before !== undefined && known !== undefined && canonical(before.evaluation) === canonical(plan.evaluation)) {
    const states = await Promise.all(runs.map((run) => statusOf(run, known.key, plan)));
    // Nothing is left to train or to measure: no worker is needed.
    if (states.every(({ state }) => state !== 'waiting')) return { engine: before.engine, reference: known };
  }
  // While the first worker measures the real images, the others start.
  for (const each of seats) each.warmUp();
  const engine =
    before !== undefined && engineAsked(before.arms[0]?.config) === engineAsked(first.arm.plan.config)
      ? before.engine
      : await seat.work({ kind: 'engine', input: first.arm.input(first.seed), project: plan.project });
  const reference = await seat.work({ kind: 'reference', ...placeOf(plan), input: runInput(first, engine) });
  return { engine, reference };
};

const statusOf = async (run: StudyRun, key: string, plan: StudyPlan): Promise<RunStatus> => {
  const record = await readRecord(run.folder);
  const values = record.evaluations.findLast((each) => each.sampling === 0)?.measured[0]?.values;
  if (!isComplete(record, key, plan.evaluation) || record.outcome === undefined) return { ...run.status, values };
  const { state, step, error } = record.outcome;
  return { ...run.status, state, step, values, error: error?.message };
};

/** Why a run failed, where that is not the study's own defect. */
const reasonOf = (error: unknown): { readonly code: string; readonly message: string } => {
  if (error instanceof WorkerDied) return { code: 'STUDY_WORKER_DIED', message: error.message };
  if (error instanceof GanregError) return { code: error.code, message: error.message };
  throw error;
};

const doRun = async (
  run: StudyRun,
  seat: Seat,
  context: {
    readonly plan: StudyPlan;
    readonly engine: EngineFound;
    readonly signal: AbortSignal | undefined;
    readonly update: (run: StudyRun, change: Partial<RunStatus>) => void;
  },
): Promise<void> => {
  const { plan, engine, signal, update } = context;
  const hear = (message: FromWorker): void => {
    if (message.kind === 'progress') update(run, { step: message.step, secondsPerStep: message.secondsPerStep });
    if (message.kind === 'evaluated') update(run, { step: message.step, values: message.measured[0]?.values });
  };
  update(run, { state: 'running' });
  try {
    const outcome = await seat.work(jobOf(run, plan, engine), hear);
    if (outcome === 'interrupted') update(run, { state: 'waiting' });
    else update(run, { state: outcome.state, step: outcome.step, error: outcome.error?.message });
  } catch (error) {
    const reason = reasonOf(error);
    if (signal?.aborted === true) return update(run, { state: 'waiting' });
    await writeOutcome(run.folder, { state: 'failed', step: run.status.step, error: reason });
    update(run, { state: 'failed', error: reason.message });
  }
};

/**
 * Runs what is missing of a study and writes its results: arms × seeds in worker processes, each run continued from its last
 * checkpoint. Killed at any moment and run again, it ends with the same numbers.
 * @throws GanregError RUN_LOCKED, STUDY_TOO_FEW_REAL, and those of data and engines
 */
export const runStudy = async (plan: StudyPlan, options: StudyOptions): Promise<StudySummary> => {
  const { onEvent, signal } = options;
  const release = await lockFolder(plan.folder);
  const crew = assembleCrew(options.bundled, (text) =>
    onEvent({ kind: 'note', text: `a worker died (${text}); another goes on` }),
  );
  signal?.addEventListener('abort', crew.stop);
  try {
    const runs = runsOf(plan);
    const most = Math.min(options.workers ?? availableParallelism(), runs.length);
    const seats = Array.from({ length: most }, crew.seat);
    const { engine, reference } = await conditionsOf(plan, runs, seats);
    await writeStudy(plan.folder, recordStudy(plan, engine, reference));

    for (const run of runs) run.status = await statusOf(run, reference.key, plan);
    const open = runs.filter((run) => run.status.state === 'waiting');
    const workers = Math.max(1, Math.min(most, open.length));
    onEvent({ kind: 'started', plan, engine, workers, runs: runs.map((run) => run.status) });
    const pace = paceOf(plan, workers);
    const update = (run: StudyRun, change: Partial<RunStatus>): void => {
      run.status = { ...run.status, ...change };
      const statuses = runs.map((each) => each.status);
      onEvent({ kind: 'run', run: run.status, secondsLeft: secondsLeft(statuses, pace) });
    };
    const queue = open.values();
    const occupy = async (seat: Seat): Promise<void> => {
      for (const run of queue) {
        if (signal?.aborted === true) return;
        await doRun(run, seat, { plan, engine, signal, update });
      }
    };
    await Promise.all(seats.slice(0, workers).map(occupy));
    const results = await writeResults(plan.folder);
    return { state: signal?.aborted === true ? 'interrupted' : 'finished', folder: plan.folder, results };
  } finally {
    signal?.removeEventListener('abort', crew.stop);
    crew.close();
    await release();
  }
};
