import type { StepReport } from '../../plugin/hooks.ts';
import type { RunMemory } from './memory.ts';
import type { Plan } from '../../plan/types.ts';

/** What a training run tells whoever watches it. */
export type RunEvent =
  | {
      readonly kind: 'started';
      readonly plan: Plan;
      readonly folder: string;
      readonly engine: string;
      readonly step: number;
      readonly adaptation: readonly string[];
      /** What it takes, where that is known. */
      readonly memory?: RunMemory;
    }
  | {
      readonly kind: 'step';
      readonly report: StepReport;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
    }
  | { readonly kind: 'samples'; readonly step: number; readonly file: string }
  | { readonly kind: 'checkpoint'; readonly step: number }
  | { readonly kind: 'note'; readonly text: string };

/** How a training run ended. */
export interface RunSummary {
  readonly folder: string;
  readonly state: 'finished' | 'interrupted' | 'paused';
  /** SHA-256 of every weight and buffer of generator, discriminator, heads and average. */
  readonly sha256: string;
  readonly steps: number;
  readonly images: number;
  readonly imagesPerSecond: number;
  readonly peakMemoryBytes: number;
  readonly engine: string;
  readonly seconds: number;
  /** How often the run returned to a checkpoint because it had diverged. */
  readonly rollbacks: number;
  /** Means of each logged number over the last tenth of the steps done now. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A picture as a file's content. */
export interface Picture {
  readonly ending: 'png' | 'svg';
  readonly content: Uint8Array | string;
}
