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
import { placeOf, runInput, runsOf, trialOf, type StudyRun } from './run-input.ts';
import { readStudy, recordStudy, writeStudy } from './study-files.ts';
import { paceOf, secondsLeft } from './time-left.ts';
import { trialsHere, type OpenTrials, type TrialConditions, type TrialRunner } from './trial-runner.ts';
import { WorkerDied } from './worker-process.ts';

/** How a study is run. */
export interface StudyOptions {
  /** Worker processes; as many as there are processors by default, never more than runs. */
  readonly workers?: number | undefined;
  /** Folders whose dependencies offer plugins, beside the project's own. */
  readonly bundled: readonly string[];
  /** Where trials are done, if not in worker processes of this machine. */
  readonly trials?: OpenTrials | undefined;
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
  trials: TrialRunner,
  { plan, engine, reference }: TrialConditions,
  watch: {
    readonly signal: AbortSignal | undefined;
    readonly update: (run: StudyRun, change: Partial<RunStatus>) => void;
  },
): Promise<void> => {
  const update = (change: Partial<RunStatus>): void => watch.update(run, change);
  const hear = (message: FromWorker): void => {
    if (message.kind === 'progress') update({ step: message.step, secondsPerStep: message.secondsPerStep });
    if (message.kind === 'evaluated') update({ step: message.step, values: message.measured[0]?.values });
  };
  try {
    const trial = trialOf(run, plan, engine, reference.key);
    const outcome = await trials.work(trial, { hear, state: (state) => update({ state }) });
    if (outcome === 'interrupted') update({ state: 'waiting' });
    else update({ state: outcome.state, step: outcome.step, error: outcome.error?.message });
  } catch (error) {
    const reason = reasonOf(error);
    if (watch.signal?.aborted === true) return update({ state: 'waiting' });
    await writeOutcome(run.folder, { state: 'failed', step: run.status.step, error: reason });
    update({ state: 'failed', error: reason.message });
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
  let trials: TrialRunner | undefined;
  const stop = (): void => trials?.stop();
  signal?.addEventListener('abort', stop);
  try {
    const runs = runsOf(plan);
    const most = options.trials === undefined ? Math.min(options.workers ?? availableParallelism(), runs.length) : 1;
    const seats = Array.from({ length: most }, crew.seat);
    const { engine, reference } = await conditionsOf(plan, runs, seats);
    await writeStudy(plan.folder, recordStudy(plan, engine, reference));
    const conditions = { plan, engine, reference, onNote: (text: string) => onEvent({ kind: 'note', text }) };
    const runner = (await options.trials?.(conditions)) ?? trialsHere(crew, seats);
    trials = runner;

    for (const run of runs) run.status = await statusOf(run, reference.key, plan);
    const open = runs.filter((run) => run.status.state === 'waiting');
    const workers = Math.max(1, Math.min(runner.workers, open.length));
    const places = Math.max(1, Math.min(runner.places, open.length));
    onEvent({ kind: 'started', plan, engine, workers, runs: runs.map((run) => run.status) });
    const pace = paceOf(plan, workers);
    const update = (run: StudyRun, change: Partial<RunStatus>): void => {
      run.status = { ...run.status, ...change };
      const statuses = runs.map((each) => each.status);
      onEvent({ kind: 'run', run: run.status, secondsLeft: secondsLeft(statuses, pace) });
    };
    const queue = open.values();
    const occupy = async (): Promise<void> => {
      for (const run of queue) {
        if (signal?.aborted === true) return;
        await doRun(run, runner, conditions, { signal, update });
      }
    };
    await Promise.all(Array.from({ length: places }, occupy));
    const results = await writeResults(plan.folder);
    return { state: signal?.aborted === true ? 'interrupted' : 'finished', folder: plan.folder, results };
  } finally {
    signal?.removeEventListener('abort', crew.stop);
    signal?.removeEventListener('abort', stop);
    crew.close();
    await trials?.close();
    await release();
  }
};
