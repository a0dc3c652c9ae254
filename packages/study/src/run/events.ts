import type { StudyPlan } from '../plan/types.ts';
import type { StudyResults } from '../results/types.ts';
import type { Values } from '../evaluation/values.ts';
import type { EngineFound } from './messages.ts';
import type { Outcome } from './records.ts';

/** One training of a study as it stands. */
export interface RunStatus {
  readonly arm: string;
  readonly seed: number;
  readonly state: 'waiting' | 'running' | Outcome['state'];
  readonly step: number;
  readonly steps: number;
  readonly secondsPerStep?: number | undefined;
  /** Of the first feature space, as last measured. */
  readonly values?: Values | undefined;
  readonly error?: string | undefined;
}

/** What a running study tells whoever watches it. */
export type StudyEvent =
  | {
      readonly kind: 'started';
      readonly plan: StudyPlan;
      readonly engine: EngineFound;
      readonly workers: number;
      readonly runs: readonly RunStatus[];
    }
  | { readonly kind: 'run'; readonly run: RunStatus; readonly secondsLeft: number | undefined }
  | { readonly kind: 'note'; readonly text: string };

/** How a study ended. */
export interface StudySummary {
  readonly state: 'finished' | 'interrupted';
  readonly folder: string;
  readonly results: StudyResults;
}
