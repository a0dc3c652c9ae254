import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@ganreg/core/node';
import type { Measured } from '../evaluation/evaluator.ts';

/** How a run ended. `failed` may go better next time; `diverged` would diverge again. */
export interface Outcome {
  readonly state: 'finished' | 'diverged' | 'failed';
  readonly step: number;
  /** Of every weight, when finished. */
  readonly sha256?: string;
  readonly error?: { readonly code: string; readonly message: string };
  /** How often it went back to a checkpoint because it had diverged. */
  readonly rollbacks?: number;
}

/** What every arm of a seed must have in common before its first step. */
export interface Start {
  readonly weights: string;
  readonly batch: string;
  readonly latents: string;
}

/** Numbers of one set of samples of a run after a step. */
export interface Evaluation {
  readonly step: number;
  readonly images: number;
  readonly sampling: number;
  readonly measured: readonly Measured[];
}

/** Speed and memory of one stretch of training; differs from machine to machine and from time to time. */
export interface Stretch {
  readonly toStep: number;
  readonly secondsPerStep: number;
  readonly peakMemoryBytes: number;
}

/** Everything that a study keeps of a run beside the run's own files. */
export interface RunRecord {
  readonly outcome: Outcome | undefined;
  readonly start: Start | undefined;
  readonly evaluations: readonly Evaluation[];
  readonly stretches: readonly Stretch[];
}

const folderOf = (run: string): string => join(run, 'study');

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const read = async <Content>(file: string): Promise<Content | undefined> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Content;
  } catch {
    return undefined;
  }
};

const evaluationName = /^evaluation-\d+-\d+\.json$/u;
const stretchName = /^stretch-\d+\.json$/u;

const readAll = async <Content>(folder: string, pattern: RegExp): Promise<readonly Content[]> => {
  const names = (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name));
  const contents = await Promise.all(names.map((name) => read<Content>(join(folder, name))));
  return contents.filter((content) => content !== undefined);
};

/** What a study has kept of a run so far. */
export const readRecord = async (run: string): Promise<RunRecord> => {
  const folder = folderOf(run);
  const [outcome, start, evaluations, stretches] = await Promise.all([
    read<Outcome>(join(folder, 'outcome.json')),
    read<Start>(join(folder, 'start.json')),
    readAll<Evaluation>(folder, evaluationName),
    readAll<Stretch>(folder, stretchName),
  ]);
  return {
    outcome,
    start,
    evaluations: evaluations.toSorted((one, other) => one.step - other.step || one.sampling - other.sampling),
    stretches: stretches.toSorted((one, other) => one.toStep - other.toStep),
  };
};

export const writeOutcome = (run: string, outcome: Outcome): Promise<void> =>
  writeAtomically(join(folderOf(run), 'outcome.json'), json(outcome));

export const writeStart = (run: string, start: Start): Promise<void> =>
  writeAtomically(join(folderOf(run), 'start.json'), json(start));

export const writeEvaluation = (run: string, evaluation: Evaluation): Promise<void> =>
  writeAtomically(join(folderOf(run), `evaluation-${evaluation.step}-${evaluation.sampling}.json`), json(evaluation));

export const writeStretch = (run: string, stretch: Stretch): Promise<void> =>
  writeAtomically(join(folderOf(run), `stretch-${stretch.toStep}.json`), json(stretch));

/** Images of the run's fixed latents, the same for every arm of a seed: bytes, one after the other; for points float32. */
export const writeSameLatents = (run: string, values: Uint8Array): Promise<void> =>
  writeAtomically(join(folderOf(run), 'same-latents.bin'), values);

export const readSameLatents = (run: string): Promise<Uint8Array | undefined> =>
  readFile(join(folderOf(run), 'same-latents.bin')).catch(() => undefined);

/** Real images and, after them, as many redrawings: bytes, one after the other. Only of runs that learn to redraw. */
export const writeRedrawn = (run: string, values: Uint8Array): Promise<void> =>
  writeAtomically(join(folderOf(run), 'redrawn.bin'), values);

export const readRedrawn = (run: string): Promise<Uint8Array | undefined> =>
  readFile(join(folderOf(run), 'redrawn.bin')).catch(() => undefined);
