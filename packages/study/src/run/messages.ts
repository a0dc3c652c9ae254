import type { ExperimentInput } from '@ganreg/core';
import type { Engine } from '@ganreg/numerics';
import type { EvaluationPlan } from '../plan/types.ts';
import type { Measured } from '../evaluation/evaluator.ts';
import type { Outcome } from './records.ts';

/** What every job needs to know about where it works. */
export interface Place {
  readonly project: string;
  readonly cache: string;
  readonly evaluation: EvaluationPlan;
}

/** What a process must find before it trains: anything else would give other numbers. */
export interface Expected {
  readonly engine: Pick<EngineFound, 'name' | 'versions'>;
  /** Of the protocols that it measures by. */
  readonly key: string;
}

/** One training to be done, continued or only measured. */
export interface RunJob extends Place {
  readonly kind: 'run';
  readonly folder: string;
  readonly input: ExperimentInput;
  readonly files: readonly string[];
  readonly provenance: Readonly<Record<string, string>>;
  /** Checked before the first step, for a process that may be anywhere. */
  readonly expects?: Expected;
}

/** The real images, measured once for all runs. */
export interface ReferenceJob extends Place {
  readonly kind: 'reference';
  readonly input: ExperimentInput;
}

/** Which engine `engine:` means here. */
export interface EngineJob {
  readonly kind: 'engine';
  readonly input: ExperimentInput;
  readonly project: string;
}

/** How long a step takes here. */
export interface SpeedJob extends Place {
  readonly kind: 'speed';
  readonly input: ExperimentInput;
}

export type Job = EngineJob | ReferenceJob | RunJob | SpeedJob;

/** The engine that a process chose, and why. */
export interface EngineFound {
  readonly name: Engine['name'];
  readonly why: string;
  readonly threads: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** How real images measure against others, and by which protocols. */
export interface ReferenceFound {
  readonly key: string;
  readonly floor: readonly Measured[] | null;
  readonly protocols: readonly Measured['protocol'][];
}

export interface SpeedFound {
  readonly secondsPerStep: number;
  readonly secondsPerEvaluation: number;
}

/** What a job gives. */
export interface Results {
  readonly engine: EngineFound;
  readonly reference: ReferenceFound;
  readonly run: Outcome | 'interrupted';
  readonly speed: SpeedFound;
}

/** A mistake as it crosses from process to process. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly fix?: string;
}

export type ToWorker = { readonly kind: 'job'; readonly job: Job } | { readonly kind: 'stop' };

/** What a worker process tells. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** Plugins, data, engine and metrics of the job are there, and as expected. */
  | { readonly kind: 'prepared' }
  | { readonly kind: 'checkpoint'; readonly step: number }
  | { readonly kind: 'progress'; readonly step: number; readonly secondsPerStep: number | undefined }
  | { readonly kind: 'evaluated'; readonly step: number; readonly measured: readonly Measured[] }
  | { readonly kind: 'result'; readonly result: Results[keyof Results] }
  | { readonly kind: 'error'; readonly error: PlainError };
