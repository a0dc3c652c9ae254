import { resolve } from 'node:path';
import { GanregError } from '../../errors/ganreg-error.ts';
import { outOfRange } from '../../errors/config.ts';
import { beyondArrays, checkpointBroken, isBeyondArrays, runChanged } from '../../errors/run.ts';
import { describePlan, type PlanDescription } from '../../plan/describe.ts';
import { planExperiment, type Catalogue } from '../../plan/resolve.ts';
import type { Plan } from '../../plan/types.ts';
import { Scope } from '../../wiring/scope.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { writeAtomically } from './atomic.ts';
import { readNewestCheckpoint } from './checkpoints.ts';
import { engineRequest } from './engine-request.ts';
import { describeDifference, differencesOf, isAllowed, type Difference } from './difference.ts';
import { describeEnvironment, differences, type Environment } from './environment.ts';
import type { RunEvent, RunSummary } from './events.ts';
import { lockFolder } from './lock.ts';
import { checkMemory, type RunMemory } from './memory.ts';
import { truncateMetrics } from './metrics-file.ts';
import {
  openRunFiles,
  readEnvironment,
  refuseExisting,
  rewriteRunFiles,
  runFiles,
  writeRunFiles,
  type RunFiles,
} from './run-files.ts';
import { applyOverrides } from '../../config/overrides.ts';
import type { ExperimentConfig, ExperimentInput } from '../../config/schema.ts';
import type { Trainer } from '../../training/trainer.ts';

/** How a run is watched and stopped. */
export interface Watch {
  readonly onEvent: (event: RunEvent) => void;
  readonly signal?: AbortSignal | undefined;
  readonly stopAfter?: number | undefined;
  /** The application around the run; what it provides is used instead of what the configuration names. */
  readonly scope?: Scope | undefined;
  /** Differences to resume in spite of, by key: see {@link Difference}. */
  readonly allow?: readonly string[] | undefined;
}

const refuseChanges = (folder: string, changes: readonly Difference[], allow: readonly string[] = []): void => {
  const refused = changes.filter((change) => !isAllowed(change, allow));
  if (refused.length > 0)
    throw runChanged(
      folder,
      refused.map(describeDifference),
      refused.map(({ key }) => key),
    );
};

/** What the run takes, or why that is not known. @throws GanregError RUN_TOO_LARGE */
const memoryOf = async (plan: Plan, project: string, engine: string, outer?: Scope): Promise<RunMemory | string> => {
  try {
    return await checkMemory(plan, project, engine, outer);
  } catch (error) {
    if (error instanceof GanregError && error.code === 'RUN_TOO_LARGE') throw error;
    if (isBeyondArrays(error)) throw beyondArrays();
    return error instanceof Error ? error.message : String(error);
  }
};

/** Under the lock of its folder: from its newest intact checkpoint, or from the first step where there is none. */
const work = async (
  plan: Plan,
  files: RunFiles,
  project: string,
  watch: Watch,
  begin: (environment: Environment, trainer: Trainer) => Promise<void>,
): Promise<RunSummary> => {
  // TensorFlow.js is loaded here and not before: a wrong configuration has been refused by now.
  const [{ useEngine }, { createTrainer }, { bindServices }, { runSession }] = await Promise.all([
    import('@ganreg/numerics'),
    import('../../training/trainer.ts'),
    import('./open-services.ts'),
    import('./training-session.ts'),
  ]);
  const scope = watch.scope?.child() ?? new Scope();
  try {
    const engine = await useEngine(engineRequest(plan));
    const memory = await memoryOf(plan, project, engine.name, watch.scope);
    const { data, perceptual } = await bindServices(scope, plan, project);
    const trainer = await createTrainer(plan, scope);
    try {
      await begin(describeEnvironment(plan, engine, data, trainer.adaptation, perceptual), trainer);
      watch.onEvent({
        kind: 'started',
        plan,
        folder: files.folder,
        engine: engine.name,
        step: trainer.step,
        adaptation: trainer.adaptation,
        ...(typeof memory === 'string' ? {} : { memory }),
      });
      if (typeof memory === 'string') watch.onEvent({ kind: 'note', text: `what this takes is not known: ${memory}` });
      return await runSession({
        plan,
        trainer,
        scope,
        engine,
        files,
        onEvent: watch.onEvent,
        signal: watch.signal,
        stopAfter: watch.stopAfter,
      });
    } finally {
      trainer.dispose();
    }
  } finally {
    await scope[Symbol.asyncDispose]();
  }
};

/** Brings a trainer to the newest intact checkpoint; leaves it at the first step where a run was stopped before its first one. */
const restore = async (trainer: Trainer, files: RunFiles, onEvent: Watch['onEvent']): Promise<void> => {
  const { step, snapshot, broken } = await readNewestCheckpoint(files.checkpoints);
  if (snapshot === undefined || step === undefined) {
    if (broken.length > 0) throw checkpointBroken(files.folder, broken.join('; '));
    onEvent({ kind: 'note', text: 'it has no checkpoint yet, and begins with its first step' });
    return truncateMetrics(files.metrics, 0);
  }
  for (const text of broken) onEvent({ kind: 'note', text: `${text}; using the one before` });
  try {
    trainer.state.restore(snapshot);
  } catch (error) {
    throw checkpointBroken(files.folder, error instanceof Error ? error.message : String(error));
  }
  await truncateMetrics(files.metrics, step);
};

const locked = async <Result>(folder: string, run: () => Promise<Result>): Promise<Result> => {
  const release = await lockFolder(folder);
  try {
    return await run();
  } finally {
    await release();
  }
};

/**
 * Trains a planned experiment in a new folder.
 * @throws GanregError RUN_TOO_LARGE, RUN_EXISTS, RUN_LOCKED, RUN_DIVERGED, SERVICE_MISSING; DataError; EngineError
 */
export const trainPlan = async (
  plan: Plan,
  loaded: LoadedConfig,
  folder: string,
  watch: Watch,
): Promise<RunSummary> => {
  const files = runFiles(resolve(folder));
  return locked(files.folder, async () => {
    await refuseExisting(files);
    const { config: input, folder: project, provenance } = loaded;
    // whatever is wrong with data or engine has come out before the folder becomes a run
    return work(plan, files, project, watch, (environment) =>
      writeRunFiles(files, plan, environment, { input, project, provenance }),
    );
  });
};

const plainly = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What decides the bits of a run, whatever its length. */
const lengthless = ({ seed, model, loss, batch, microBatch, plugins, terms, heads }: PlanDescription): unknown =>
  plainly({
    seed,
    model,
    loss,
    batch,
    microBatch,
    plugins,
    heads,
    terms: terms.map((term) => ({ ...term, effectiveWeight: undefined })),
  });

/** What a configuration says of the training itself. Engine and data are compared by what they are, plugins by their plan. */
const asked = ({ seed, model, loss, train }: ExperimentConfig): unknown =>
  plainly({ seed, model, loss, train: { ...train, steps: undefined, images: undefined } });

/**
 * Continues a run from its newest intact checkpoint, to the same bits as never having stopped. Overrides may only lengthen it
 * (`train.steps`, `train.images`) or change `run.*`; everything else needs `watch.allow`, and is then recorded.
 * @throws GanregError RUN_NOT_FOUND, RUN_CHANGED, RUN_LOCKED, CHECKPOINT_BROKEN, CONFIG_OUT_OF_RANGE
 */
export const resumeRun = async (
  folder: string,
  catalogueFor: (project: string) => Catalogue,
  overrides: readonly string[],
  watch: Watch,
): Promise<RunSummary> => {
  await openRunFiles(folder);
  return locked(resolve(folder), async () => {
    const { files, recorded, plan: before } = await openRunFiles(folder);
    const input = applyOverrides(recorded.input, overrides) as ExperimentInput;
    const plan = await planExperiment(input, catalogueFor(recorded.project));
    const planned = [
      ...differencesOf(asked(recorded.config), asked(plan.config)),
      ...differencesOf(lengthless(before), lengthless(describePlan(plan))),
    ];
    refuseChanges(folder, planned, watch.allow);
    return work(plan, files, recorded.project, watch, async (environment, trainer) => {
      const earlier = await readEnvironment(files);
      const found = differences(earlier, environment);
      refuseChanges(files.folder, found, watch.allow);
      await restore(trainer, files, watch.onEvent);
      if (plan.steps < trainer.step)
        throw outOfRange('train.steps', plan.steps, `at least ${trainer.step}: so many are done`);
      if (overrides.length > 0) await rewriteRunFiles(files, plan, { ...recorded, input });
      const changes = [...planned, ...found];
      if (changes.length === 0) return;
      const allowed = [...(earlier.allowed ?? []), ...changes.map((change) => ({ step: trainer.step, ...change }))];
      await writeAtomically(files.environment, `${JSON.stringify({ ...environment, allowed }, undefined, 2)}\n`);
      for (const change of changes)
        watch.onEvent({ kind: 'note', text: `allowed and recorded: ${describeDifference(change)}` });
    });
  });
};
