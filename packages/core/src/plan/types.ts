import type { ExperimentConfig, OptimizerConfig } from '../config/schema.ts';
import type { Exporter } from '../exporter/types.ts';
import type { LossName } from '../losses/adversarial.ts';
import type { ModelDescription } from '../models/description.ts';
import type { Family } from '../models/family.ts';
import type { Head } from '../models/heads/head.ts';
import type { Plugin, Requirements, TermDeclaration } from '../plugin/types.ts';
import type { ResolvedWeight } from '../plugin/schedule.ts';

/** One plugin of the configuration with its options resolved. */
export interface PlannedPlugin {
  readonly id: string;
  /** Where it stands in the configuration, for example `plugins[1]`. */
  readonly path: string;
  readonly plugin: Plugin;
  readonly options: unknown;
  readonly requirements: Requirements;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** One scalar of an objective, with everything that decides when and how much it counts. */
export interface PlannedTerm {
  /** `id/name`: names its log entry; terms are summed in the order of these. */
  readonly key: string;
  readonly owner: string;
  readonly name: string;
  readonly declaration: TermDeclaration;
  readonly weight: ResolvedWeight;
  readonly every: number;
  /** Factor on active steps that makes the time-averaged weight the configured one. */
  readonly gain: number;
  readonly from: number;
  readonly until: number;
}

/** A head that will be trained, one for all who asked for its name. */
export interface PlannedHead {
  readonly head: Head;
  /** Ids of the plugins that asked for it. */
  readonly askedBy: readonly string[];
}

/** An exporter of the configuration with its options resolved. */
export interface PlannedExporter {
  readonly exporter: Exporter;
  readonly options: unknown;
}

/** A training run decided before any tensor exists. Immutable. */
export interface Plan {
  readonly config: ExperimentConfig;
  readonly family: Family;
  readonly familyOptions: unknown;
  readonly model: ModelDescription;
  readonly loss: LossName;
  readonly batch: number;
  /** Images of which gradients are taken at once, where that is not the whole batch. */
  readonly microBatch: number | undefined;
  readonly steps: number;
  readonly imagesPerStep: number;
  /** Half-life of the generator average in images; nothing when there is no average. */
  readonly emaImages: number | undefined;
  /** The half-life is at most this share of the images seen so far. */
  readonly emaRampUp: number | undefined;
  readonly checkpointEvery: number;
  readonly samplesEvery: number;
  readonly optimizer: { readonly generator: OptimizerConfig; readonly discriminator: OptimizerConfig };
  /** Active plugins in the order of their ids. */
  readonly plugins: readonly PlannedPlugin[];
  /** Active terms in the order of their keys. */
  readonly terms: readonly PlannedTerm[];
  /** Heads, each after those it reads. */
  readonly heads: readonly PlannedHead[];
  /** Where numbers and pictures go beside the run's folder. */
  readonly exporters: readonly PlannedExporter[];
  /** Plugins that the configuration names but whose every term has weight 0. */
  readonly absent: readonly string[];
  /** Things worth knowing that are not errors. */
  readonly notes: readonly string[];
}

/** Whether a term counts on this step. */
export const isActive = (term: PlannedTerm, step: number): boolean =>
  step >= term.from && step < term.until && step % term.every === 0;

/** What a term's value is multiplied by on an active step. */
export const weightAt = (term: PlannedTerm, step: number): number => term.weight.at(step) * term.gain;
