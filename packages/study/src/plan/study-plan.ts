import { basename, extname, join, resolve } from 'node:path';
import {
  describePlan,
  experimentSchema,
  GanregError,
  GanregErrors,
  planExperiment,
  quantityInSteps,
  suggest,
  validate,
  type Catalogue,
  type ExperimentInput,
  type Plan,
  type StudyConfig,
} from '@ganreg/core';
import { slug, type LoadedConfig } from '@ganreg/core/node';
import { noStudy, repeatedSeed, unknownArm } from '../errors.ts';
import { armFolder, armInput } from './arm-config.ts';
import { armsOf, type NamedArm } from './design.ts';
import { spacesOf } from './spaces.ts';
import type { EvaluationPlan, StudyArm, StudyPlan } from './types.ts';

const seedsOf = (study: StudyConfig, first: number): readonly number[] => {
  if (typeof study.seeds === 'number') return Array.from({ length: study.seeds }, (_, index) => first + index);
  const twice = study.seeds.find((seed, index, all) => all.indexOf(seed) !== index);
  if (twice !== undefined) throw repeatedSeed(twice);
  return study.seeds;
};

const studyName = (loaded: LoadedConfig, name: string | undefined): string => {
  const file = loaded.files.at(-1) ?? 'study';
  const own = basename(file, extname(file));
  return name ?? (['ganreg.config', 'package', 'study'].includes(own) ? basename(loaded.folder) : own);
};

/** The same mistake, told from where the person wrote it. */
const inArm = (error: GanregError, arm: NamedArm, input: ExperimentInput): GanregError => {
  const [, index, rest] = /^plugins\[(\d+)\](.*)$/su.exec(error.path ?? '') ?? [];
  const use = index === undefined ? undefined : input.plugins?.[Number(index)];
  const own = use === undefined ? -1 : arm.uses.indexOf(use);
  if (own === -1) return error;
  return new GanregError(error.code, `arm "${arm.name}": ${error.message}`, {
    path: `${arm.paths[own]}${rest}`,
    ...(error.fix === undefined ? {} : { fix: error.fix }),
  });
};

const mistakesIn = (error: unknown): readonly GanregError[] => {
  if (error instanceof GanregErrors) return error.errors;
  if (error instanceof GanregError) return [error];
  throw error;
};

const unique = (errors: readonly GanregError[]): readonly GanregError[] => [
  ...new Map(errors.map((error) => [error.format(), error])).values(),
];

const planArms = async (
  named: readonly NamedArm[],
  base: ExperimentInput,
  study: StudyConfig,
  seed: number,
  catalogue: Catalogue,
): Promise<readonly StudyArm[]> => {
  const arms: StudyArm[] = [];
  const mistakes: GanregError[] = [];
  for (const arm of named) {
    const input = armInput(base, study, arm, seed);
    try {
      const plan = await planExperiment(input, catalogue);
      arms.push({
        name: arm.name,
        folder: armFolder(arm.name, plan.config),
        ...(arm.levels === undefined ? {} : { levels: arm.levels }),
        input: (each) => armInput(base, study, arm, each),
        plan,
        description: describePlan(plan),
      });
    } catch (error) {
      mistakes.push(...mistakesIn(error).map((each) => inArm(each, arm, input)));
    }
  }
  const [first, ...more] = unique(mistakes);
  if (first !== undefined) throw more.length === 0 ? first : new GanregErrors([first, ...more]);
  return arms;
};

const baselineOf = (study: StudyConfig, arms: readonly NamedArm[]): string => {
  const names = arms.map((arm) => arm.name);
  if (study.baseline !== undefined) {
    if (names.includes(study.baseline)) return study.baseline;
    throw unknownArm(study.baseline, names, suggest(study.baseline, names));
  }
  return (arms.find((arm) => arm.uses.length === 0) ?? arms[0])?.name ?? '';
};

const evaluationOf = (study: StudyConfig, plan: Plan): EvaluationPlan => {
  const scale = { imagesPerStep: plan.imagesPerStep, steps: plan.steps };
  const every = Math.max(1, quantityInSteps(study.evaluate.every, scale, 'study.evaluate.every'));
  const { count, reference, samplings } = study.evaluate;
  const milestones = Array.from({ length: Math.ceil(plan.steps / every) }, (_, index) =>
    Math.min(plan.steps, (index + 1) * every),
  );
  return {
    metrics: [...new Set(study.metrics)],
    spaces: spacesOf(study.metrics, study.evaluate.spaces, plan.model.resolution === 1 ? 'points' : 'images'),
    count,
    reference,
    samplings,
    milestones,
  };
};

/**
 * Configuration → study: expands the design, and plans every arm before the first one starts. Creates no tensor and reads no data.
 * @throws GanregError or GanregErrors with every mistake of every arm
 */
export const planStudy = async (loaded: LoadedConfig, catalogue: Catalogue): Promise<StudyPlan> => {
  const config = validate(experimentSchema, loaded.config);
  const { study } = config;
  if (study === undefined) throw noStudy(loaded.files.at(-1) ?? 'the configuration');
  const { design, arms: named } = armsOf(study);
  const seeds = seedsOf(study, config.seed);
  const baseline = baselineOf(study, named);
  const arms = await planArms(named, loaded.config, study, seeds[0] ?? config.seed, catalogue);
  const name = studyName(loaded, config.name);
  const [first] = arms;
  if (first === undefined) throw noStudy(name);
  return {
    name,
    folder: resolve(config.run.folder ?? join('runs', slug(name))),
    project: loaded.folder,
    files: loaded.files,
    provenance: loaded.provenance,
    design,
    arms,
    baseline,
    seeds,
    kind: first.plan.model.resolution === 1 ? 'points' : 'images',
    evaluation: evaluationOf(study, first.plan),
  };
};
