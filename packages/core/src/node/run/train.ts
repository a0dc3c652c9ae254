import { readFile } from 'node:fs/promises';
import { checkpointBroken, runChanged } from '../../errors/run.ts';
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
import { truncateMetrics } from './metrics-file.ts';
import { createRunFiles, openRunFiles, type RunFiles } from './run-files.ts';
import { applyOverrides } from '../../config/overrides.ts';
import type { ExperimentInput } from '../../config/schema.ts';

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

const work = async (
  plan: Plan,
  files: RunFiles,
  project: string,
  watch: Watch,
  resumed?: { readonly changes: readonly Difference[] },
): Promise<RunSummary> => {
  // TensorFlow.js is loaded here and not before: a wrong configuration has been refused by now.
  const [{ useEngine }, { createTrainer }, { bindServices }, { runSession }] = await Promise.all([
    import('@ganreg/numerics'),
    import('../../training/trainer.ts'),
    import('./open-services.ts'),
    import('./training-session.ts'),
  ]);
  const release = await lockFolder(files.folder);
  const scope = watch.scope?.child() ?? new Scope();
  try {
    const engine = await useEngine(engineRequest(plan));
    const { data, perceptual } = await bindServices(scope, plan, project);
    const trainer = await createTrainer(plan, scope);
    try {
      const environment = describeEnvironment(plan, engine, data, trainer.adaptation, perceptual);
      if (resumed !== undefined) {
        const before = JSON.parse(await readFile(files.environment, 'utf8')) as Environment;
        const found = differences(before, environment);
        refuseChanges(files.folder, found, watch.allow);
        const changes = [...resumed.changes, ...found];
        const { step, snapshot, broken } = await readNewestCheckpoint(files.checkpoints);
        for (const text of broken) watch.onEvent({ kind: 'note', text: `${text}; using the one before` });
        if (snapshot === undefined || step === undefined)
          throw checkpointBroken(files.folder, broken.join('; ') || 'there is none');
        try {
          trainer.state.restore(snapshot);
        } catch (error) {
          throw checkpointBroken(files.folder, error instanceof Error ? error.message : String(error));
        }
        await truncateMetrics(files.metrics, step);
        if (changes.length > 0) {
          const allowed = [...(before.allowed ?? []), ...changes.map((change) => ({ step, ...change }))];
          await writeAtomically(files.environment, `${JSON.stringify({ ...environment, allowed }, undefined, 2)}\n`);
          for (const change of changes)
            watch.onEvent({ kind: 'note', text: `allowed and recorded: ${describeDifference(change)}` });
        }
      } else await writeAtomically(files.environment, `${JSON.stringify(environment, undefined, 2)}\n`);
      watch.onEvent({
        kind: 'started',
        plan,
        folder: files.folder,
        engine: engine.name,
        step: trainer.step,
        adaptation: trainer.adaptation,
      });
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
    await release();
  }
};

/**
 * Trains a planned experiment in a new folder.
 * @throws GanregError RUN_EXISTS, RUN_LOCKED, RUN_DIVERGED, SERVICE_MISSING; DataError; EngineError
 */
export const trainPlan = async (
  plan: Plan,
  loaded: LoadedConfig,
  folder: string,
  watch: Watch,
): Promise<RunSummary> => {
  const files = await createRunFiles(folder, plan, {
    input: loaded.config,
    project: loaded.folder,
    provenance: loaded.provenance,
  });
  return work(plan, files, loaded.folder, watch);
};

/** What decides the bits of a run, whatever its length. */
const lengthless = ({ seed, model, loss, batch, plugins, terms, heads }: PlanDescription): unknown => ({
  seed,
  model,
  loss,
  batch,
  plugins,
  heads,
  terms: terms.map((term) => ({ ...term, effectiveWeight: undefined })),
});

/**
 * Continues a run from its newest intact checkpoint, to the same bits as never having stopped. Overrides may only lengthen it
 * (`train.steps`, `train.images`) or change `run.*`; everything else needs `watch.allow`, and is then recorded.
 * @throws GanregError RUN_NOT_FOUND, RUN_CHANGED, RUN_LOCKED, CHECKPOINT_BROKEN
 */
export const resumeRun = async (
  folder: string,
  catalogueFor: (project: string) => Catalogue,
  overrides: readonly string[],
  watch: Watch,
): Promise<RunSummary> => {
  const { files, recorded, plan: before } = await openRunFiles(folder);
  const input = applyOverrides(recorded.input, overrides) as ExperimentInput;
  const plan = await planExperiment(input, catalogueFor(recorded.project));
  const described = describePlan(plan);
  const changes = differencesOf(lengthless(before), JSON.parse(JSON.stringify(lengthless(described))));
  refuseChanges(folder, changes, watch.allow);
  if (described.steps !== before.steps || changes.length > 0) {
    await writeAtomically(files.plan, `${JSON.stringify(described, undefined, 2)}\n`);
    await writeAtomically(
      files.config,
      `${JSON.stringify({ ...recorded, config: plan.config, input }, undefined, 2)}\n`,
    );
  }
  return work(plan, files, recorded.project, watch, { changes });
};
