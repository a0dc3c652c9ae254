import type { Bucket, Line } from './traces.ts';

/** How a run stands. `paused` has begun, is not finished, and nobody works on it. */
export type RunState = 'waiting' | 'running' | 'paused' | 'finished' | 'diverged' | 'failed';

/** A run among others. */
export interface RunRow {
  readonly id: string;
  /** Its folder, below the one that is shown. */
  readonly path: string;
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  readonly images: number;
  readonly plugins: readonly string[];
  readonly model: string;
  /** Newest picture of samples. */
  readonly picture: string | undefined;
  /** When something was last written, in milliseconds since 1970. */
  readonly changed: number;
}

/** A study among others. */
export interface StudyRow {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly arms: number;
  readonly seeds: number;
  readonly runs: Readonly<Record<RunState, number>>;
  readonly changed: number;
}

/** Everything in the folder. */
export interface Overview {
  readonly folder: string;
  readonly runs: readonly RunRow[];
  readonly studies: readonly StudyRow[];
}

/** Something that happened to a run beside its steps. */
export interface Happening {
  readonly run: string;
  readonly step: number;
  readonly what: string;
  readonly text: string;
  readonly bad: boolean;
}

/** A term of the objective as planned. */
export interface TermRow {
  readonly term: string;
  readonly player: string;
  readonly on: string;
  readonly weight: string;
  readonly every: number;
}

/** What is known of a run beside its numbers. */
export interface RunFacts {
  readonly kind: 'run';
  readonly run: RunRow;
  readonly seed: number;
  readonly engine: string;
  readonly data: string;
  readonly loss: string;
  readonly batch: number;
  readonly terms: readonly TermRow[];
  readonly samples: readonly string[];
  readonly reconstructions: readonly string[];
  readonly events: readonly Happening[];
}

/** One trial of a study. */
export interface Trial {
  readonly id: string;
  readonly arm: number;
  readonly seed: number;
  readonly state: RunState;
  readonly step: number;
  readonly error: string | undefined;
  /** Who is at it, where trials go through a queue. */
  readonly worker: string | null;
  readonly samples: readonly string[];
  readonly reconstructions: readonly string[];
  /** Measured on the way: metric values by feature space. */
  readonly curve: readonly {
    readonly images: number;
    readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
  }[];
}

/** What is known of a study beside its runs' numbers. */
export interface StudyFacts {
  readonly kind: 'study';
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly baseline: string;
  readonly arms: readonly { readonly name: string; readonly terms: readonly string[] }[];
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly images: number;
  readonly engine: string;
  readonly measures: readonly {
    readonly space: string;
    readonly metric: string;
    readonly title: string;
    readonly floor: number | null;
  }[];
  readonly trials: readonly Trial[];
  readonly events: readonly Happening[];
}

/** What the page hears, by the name of the event. */
export interface Messages {
  readonly overview: Overview;
  readonly facts: RunFacts | StudyFacts;
  /** Everything so far, by run; replaces what was known of it. */
  readonly numbers: Readonly<Record<string, Readonly<Record<string, readonly Bucket[]>>>>;
  /** What one run has written since. */
  readonly lines: { readonly run: string; readonly lines: readonly Line[] };
}
