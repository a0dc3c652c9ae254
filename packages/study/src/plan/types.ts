import type { ExperimentInput, MetricName, Plan, PlanDescription, SpaceSpec } from '@ganreg/core';
import type { Design } from './design.ts';

/** One combination of plugins, validated. */
export interface StudyArm {
  readonly name: string;
  /** Below the study's folder. */
  readonly folder: string;
  /** Which factors are on, in a factorial. */
  readonly levels?: readonly boolean[];
  /** What a run of it is configured with. */
  readonly input: (seed: number) => ExperimentInput;
  /** Of the first seed; others differ in the seed alone. */
  readonly plan: Plan;
  readonly description: PlanDescription;
}

/** How every finished run is measured. */
export interface EvaluationPlan {
  readonly metrics: readonly MetricName[];
  readonly spaces: readonly SpaceSpec[];
  /** Samples of each evaluation. */
  readonly count: number;
  /** Real images they are compared with, at most. */
  readonly reference: number;
  /** Evaluations of a finished run under independent latents. */
  readonly samplings: number;
  /** Steps after which a run is evaluated, ascending; the last is its end. */
  readonly milestones: readonly number[];
}

/** Arms × seeds, decided and checked before anything starts. Creates no tensor and reads no data. */
export interface StudyPlan {
  readonly name: string;
  readonly folder: string;
  /** Folder that relative paths of the configuration mean. */
  readonly project: string;
  readonly files: readonly string[];
  readonly provenance: Readonly<Record<string, string>>;
  readonly design: Design;
  readonly arms: readonly StudyArm[];
  /** Name of the arm that others are compared with. */
  readonly baseline: string;
  readonly seeds: readonly number[];
  readonly kind: 'images' | 'points';
  readonly evaluation: EvaluationPlan;
}

export type { Design } from './design.ts';
