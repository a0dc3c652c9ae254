import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { StepReport } from '../../plugin/hooks.ts';
import { writeAtomically } from './atomic.ts';
import { isAbsent, named } from './system-error.ts';

const parse = (line: string): ({ readonly step: number } & Readonly<Record<string, unknown>>) | undefined => {
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'step' in entry && typeof entry.step === 'number';
    return isEntry ? (entry as { readonly step: number }) : undefined;
  } catch {
    return undefined;
  }
};

/** A file's lines, one by one: that of a long run is longer than a string can be. None where there is no file. */
async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* (await open(file)).readLines();
  } catch (error) {
    if (!isAbsent(error)) named(file)(error);
  }
}

/** Reads `metrics.jsonl`; a torn last line is left out. */
export const readMetrics = async (
  file: string,
): Promise<readonly ({ readonly step: number } & Readonly<Record<string, unknown>>)[]> => {
  const entries = [];
  for await (const line of linesOf(file)) {
    const entry = parse(line);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
};

/** Characters that are written at once. */
const chunk = 65_536;

async function* linesBefore(file: string, step: number): AsyncGenerator<string> {
  let text = '';
  for await (const line of linesOf(file)) {
    const entry = parse(line);
    if (entry === undefined || !(entry.step < step || ('event' in entry && entry.step === step))) continue;
    text += `${line}\n`;
    if (text.length < chunk) continue;
    yield text;
    text = '';
  }
  yield text;
}

/**
 * Drops what was logged at or after `step`: those steps are about to be done again. What happened up to it stays.
 * A file that cannot be read is left as it is, with the error of the system.
 */
export const truncateMetrics = (file: string, step: number): Promise<void> =>
  writeAtomically(file, linesBefore(file, step));

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
