import type { MetricName } from '@ganreg/core';
import type { Environment } from '@ganreg/core/node';
import type { Values } from '../evaluation/values.ts';
import type { Protocol } from '../evaluation/protocol.ts';
import type { Design } from '../plan/types.ts';
import type { EngineFound } from '../run/messages.ts';
import type { Outcome, Start } from '../run/records.ts';
import type { Better } from '../statistics/improvement.ts';
import type { Verdict } from '../statistics/factorial.ts';
import type { Pairing } from '../statistics/pairing.ts';
import type { Interval } from '../statistics/student-interval.ts';

/** Values by feature space. */
export type BySpace = Readonly<Record<string, Values>>;

/** One run: an arm with a seed. */
export interface RunResult {
  readonly arm: string;
  readonly seed: number;
  readonly folder: string;
  readonly state: Outcome['state'] | 'unfinished';
  readonly step: number;
  readonly sha256: string | null;
  readonly error: Outcome['error'] | null;
  /** How often it went back to a checkpoint because it had diverged. */
  readonly rollbacks: number;
  readonly start: Start | null;
  /** After the last step, one entry per sampling. */
  readonly samplings: readonly BySpace[];
  /** On the way and at the end, of the first sampling. */
  readonly curve: readonly { readonly step: number; readonly images: number; readonly values: BySpace }[];
}

/** An arm against the baseline over the seeds that both finished. */
export interface DifferenceResult {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly interval: Interval | null;
  /** Two-sided sign-flip test. */
  readonly p: number | null;
  /** The smallest p that this many seeds can give. */
  readonly attainable: number | null;
  /** p after Holm's adjustment for all arms of the table. */
  readonly holm: number | null;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly winShare: Interval;
  /** Probability that a run of the arm beats one of the baseline, whatever the seeds. */
  readonly improvement: number | null;
  readonly pairing: Pairing | null;
  readonly bySeed: readonly { readonly seed: number; readonly difference: number }[];
}

/** One arm in a table: its spread over seeds, and its difference to the baseline. */
export interface RowResult {
  readonly arm: string;
  readonly n: number;
  /** Runs that failed or diverged. They are counted, never dropped in silence. */
  readonly lost: number;
  readonly mean: number | null;
  readonly sd: number | null;
  /** Student's, 95 %. */
  readonly interval: Interval | null;
  /** Studentized bootstrap, 95 %; from six seeds on. */
  readonly bootstrap: Interval | null;
  /** Standard deviation between trainings without sampling noise, and between samplings of one training. */
  readonly trainingSd: number | null;
  readonly samplingSd: number | null;
  readonly bySeed: readonly { readonly seed: number; readonly value: number }[];
  /** Nothing for the baseline itself. */
  readonly difference: DifferenceResult | null;
}

export interface EffectResult {
  readonly factors: readonly string[];
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly interval: Interval | null;
  readonly p: number | null;
  readonly attainable: number | null;
  readonly holm: number | null;
  readonly aliases: readonly string[];
}

export interface InteractionResult extends EffectResult {
  readonly verdict: Verdict;
  /** Means with neither, the first alone, the second alone, both. */
  readonly cells: readonly [number, number, number, number] | null;
}

/** One metric in one feature space, a row for each arm. */
export interface MetricTable {
  readonly metric: MetricName;
  readonly better: Better;
  /** The metric of real images against real images. */
  readonly floor: number | null;
  readonly rows: readonly RowResult[];
  readonly effects: {
    readonly seeds: readonly number[];
    readonly main: readonly EffectResult[];
    readonly interactions: readonly InteractionResult[];
  } | null;
}

/** Everything measured in one feature space. */
export interface SpaceResult {
  readonly protocol: Protocol;
  readonly protocolHash: string;
  readonly tables: readonly MetricTable[];
}

/** Seconds and bytes: whatever differs when the same study is run again. */
export interface RunTiming {
  readonly arm: string;
  readonly seed: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly peakMemoryBytes: number;
  /** Training seconds behind each point of the curve. */
  readonly curve: readonly { readonly step: number; readonly seconds: number }[];
}

/** Means of each arm after equally many seconds of training: the seconds of the quickest arm. */
export interface EqualSeconds {
  readonly seconds: number;
  readonly values: readonly {
    readonly space: string;
    readonly metric: MetricName;
    readonly arm: string;
    readonly n: number;
    readonly mean: number;
  }[];
}

/** `results.json`. Everything but `timings` is a function of configuration, data, versions and engine. */
export interface StudyResults {
  readonly format: 1;
  readonly name: string;
  readonly design: Design;
  readonly baseline: string;
  readonly arms: readonly {
    readonly name: string;
    readonly folder: string;
    readonly plugins: readonly string[];
    readonly terms: readonly string[];
    /** Multiply-adds against the baseline. */
    readonly costRatio: number;
    readonly finished: number;
    readonly diverged: number;
    readonly failed: number;
    /** Of all its runs together. */
    readonly rollbacks: number;
  }[];
  readonly seeds: readonly number[];
  readonly budget: { readonly images: number; readonly steps: number; readonly batch: number };
  readonly engine: Pick<EngineFound, 'name' | 'versions'>;
  readonly environment: Environment | null;
  /** Whether all arms of a seed began with the same bits: weights, first batch, first latents. */
  readonly starts: readonly { readonly seed: number; readonly arms: number; readonly identical: boolean }[];
  readonly spaces: readonly SpaceResult[];
  readonly runs: readonly RunResult[];
  readonly timings: { readonly runs: readonly RunTiming[]; readonly equalSeconds: EqualSeconds | null };
}
