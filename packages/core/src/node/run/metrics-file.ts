import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { StepReport } from '../../plugin/hooks.ts';
import { writeAtomically } from './atomic.ts';

const parse = (line: string): ({ readonly step: number } & Readonly<Record<string, unknown>>) | undefined => {
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'step' in entry && typeof entry.step === 'number';
    return isEntry ? (entry as { readonly step: number }) : undefined;
  } catch {
    return undefined;
  }
};

/** Reads `metrics.jsonl`; a torn last line is left out. */
export const readMetrics = async (
  file: string,
): Promise<readonly ({ readonly step: number } & Readonly<Record<string, unknown>>)[]> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const entry = line === '' ? undefined : parse(line);
    return entry === undefined ? [] : [entry];
  });
};

/** Drops what was logged at or after `step`: those steps are about to be done again. What happened up to it stays. */
export const truncateMetrics = async (file: string, step: number): Promise<void> => {
  const kept = (await readMetrics(file)).filter(
    (entry) => entry.step < step || ('event' in entry && entry.step === step),
  );
  await writeAtomically(file, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
};

/** Appends one line per step. */
export class MetricsFile {
  readonly #path: string;
  #file: number;
  readonly #imagesPerStep: number;

  constructor(file: string, imagesPerStep: number) {
    this.#path = file;
    this.#file = openSync(file, 'a');
    this.#imagesPerStep = imagesPerStep;
  }

  write({ index, numbers }: StepReport): void {
    writeSync(
      this.#file,
      `${JSON.stringify({ step: index, images: (index + 1) * this.#imagesPerStep, ...numbers })}\n`,
    );
  }

  /** A line about something other than a step's numbers. */
  event(step: number, event: Readonly<Record<string, unknown>>): void {
    writeSync(this.#file, `${JSON.stringify({ step, ...event })}\n`);
  }

  /** Goes on from an earlier step. */
  async restartAt(step: number): Promise<void> {
    this.close();
    await truncateMetrics(this.#path, step);
    this.#file = openSync(this.#path, 'a');
  }

  close(): void {
    closeSync(this.#file);
  }
}
