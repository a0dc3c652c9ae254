import { join } from 'node:path';
import type { ExperimentInput } from '@ganreg/core';
import type { StudyArm, StudyPlan } from '../plan/types.ts';
import type { RunStatus } from './events.ts';
import type { EngineFound, Place } from './messages.ts';
import { runFolder } from './study-files.ts';
import type { Trial } from './trial-runner.ts';

/** One training of a study and where it stands. */
export interface StudyRun {
  readonly arm: StudyArm;
  readonly seed: number;
  readonly folder: string;
  status: RunStatus;
}

/** Every run, seed by seed: what is there early is paired. */
export const runsOf = (plan: StudyPlan): readonly StudyRun[] =>
  plan.seeds.flatMap((seed) =>
    plan.arms.map((arm) => ({
      arm,
      seed,
      folder: runFolder(plan.folder, arm, seed),
      status: { arm: arm.name, seed, state: 'waiting' as const, step: 0, steps: arm.plan.steps },
    })),
  );

/** The engine that was chosen, on one thread unless the configuration says otherwise: the number of workers changes no bit. */
const withEngine = (input: ExperimentInput, { name }: EngineFound): ExperimentInput => {
  const { use: _, threads = 1, ...limits } = typeof input.engine === 'object' ? input.engine : { use: name };
  return { ...input, engine: { use: name, threads, ...limits } };
};

export const runInput = ({ arm, seed }: Pick<StudyRun, 'arm' | 'seed'>, engine: EngineFound): ExperimentInput =>
  withEngine(arm.input(seed), engine);

export const placeOf = (plan: StudyPlan): Place => ({
  project: plan.project,
  cache: join(plan.folder, 'features'),
  evaluation: plan.evaluation,
});

/** A run as somebody else may do it. */
export const trialOf = (run: StudyRun, plan: StudyPlan, engine: EngineFound, key: string): Trial => ({
  key: `${run.arm.folder}/${run.seed}`,
  arm: run.arm.name,
  seed: run.seed,
  turn: plan.seeds.indexOf(run.seed),
  job: {
    kind: 'run',
    ...placeOf(plan),
    folder: run.folder,
    input: runInput(run, engine),
    files: plan.files,
    provenance: plan.provenance,
  },
  expects: { engine: { name: engine.name, versions: engine.versions }, key },
});
