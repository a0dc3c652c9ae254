import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanDescription } from '@ganreg/core';
import { writeAtomically } from '@ganreg/core/node';
import { studyDamaged, studyMissing } from '../errors.ts';
import type { Design, EvaluationPlan, StudyPlan } from '../plan/types.ts';
import type { EngineFound, ReferenceFound } from './messages.ts';

/** What a study's folder says about it: enough to read all results without its configuration. */
export interface RecordedStudy {
  readonly format: 1;
  readonly name: string;
  readonly project: string;
  readonly files: readonly string[];
  readonly design: Design;
  readonly baseline: string;
  readonly seeds: readonly number[];
  readonly kind: 'images' | 'points';
  readonly model: { readonly resolution: number; readonly channels: number };
  readonly evaluation: EvaluationPlan;
  readonly arms: readonly {
    readonly name: string;
    readonly folder: string;
    readonly levels?: readonly boolean[];
    readonly plan: PlanDescription;
    readonly config: unknown;
  }[];
  readonly engine: EngineFound;
  readonly reference: ReferenceFound | null;
}

const fileOf = (folder: string): string => join(folder, 'study.json');

/** Folder of one run. */
export const runFolder = (study: string, arm: { readonly folder: string }, seed: number): string =>
  join(study, arm.folder, String(seed));

export const recordStudy = (plan: StudyPlan, engine: EngineFound, reference: ReferenceFound | null): RecordedStudy => ({
  format: 1,
  name: plan.name,
  project: plan.project,
  files: plan.files,
  design: plan.design,
  baseline: plan.baseline,
  seeds: plan.seeds,
  kind: plan.kind,
  model: {
    resolution: plan.arms[0]?.plan.model.resolution ?? 0,
    channels: plan.arms[0]?.plan.model.channels ?? 0,
  },
  evaluation: plan.evaluation,
  arms: plan.arms.map(({ name, folder, levels, description, plan: { config } }) => ({
    name,
    folder,
    ...(levels === undefined ? {} : { levels }),
    plan: description,
    config,
  })),
  engine,
  reference,
});

export const writeStudy = (folder: string, study: RecordedStudy): Promise<void> =>
  writeAtomically(fileOf(folder), `${JSON.stringify(study, undefined, 2)}\n`);

/** @throws GanregError STUDY_NOT_FOUND, STUDY_DAMAGED */
export const readStudy = async (folder: string): Promise<RecordedStudy> => {
  const text = await readFile(fileOf(folder), 'utf8').catch(() => {
    throw studyMissing(folder);
  });
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found !== null && 'arms' in found && 'seeds' in found)
      return found as RecordedStudy;
  } catch (error) {
    throw studyDamaged(folder, error instanceof Error ? error.message : String(error));
  }
  throw studyDamaged(folder, 'it does not hold a study');
};
