import { runFiles } from '@ganreg/core/node';
import type { Happening } from '../live/messages.ts';
import { Traces, type Line } from '../live/traces.ts';
import { happeningOf } from './happenings.ts';
import type { Found } from './listing.ts';
import { Tail } from './tail.ts';

/** Stretches that a number of one run is kept in. */
const stretches = 512;

/** What whoever looks at a run hears: new lines, or nothing in particular when all that was known changed. */
export type RunListener = (lines: readonly Line[] | undefined) => void;

/** One run that somebody looks at, read as it grows. */
export class RunWatch {
  readonly traces = new Traces(stretches);
  readonly #id: string;
  readonly #tail: Tail;
  readonly #listeners = new Set<RunListener>();
  #happenings: Happening[] = [];

  constructor(root: string, { id, folder }: Found) {
    this.#id = id;
    this.#tail = new Tail(root, runFiles(folder).metrics, {
      restarted: () => {
        this.traces.clear();
        this.#happenings = [];
        this.#tell(undefined);
      },
      lines: (lines) => this.#take(lines),
    });
  }

  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  /** Reads what there is. */
  read(): Promise<void> {
    return this.#tail.read();
  }

  /** @returns how to stop listening, and how many still do */
  listen(listener: RunListener): () => number {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      return this.#listeners.size;
    };
  }

  close(): void {
    this.#tail.close();
  }

  #take(lines: readonly Line[]): void {
    for (const line of lines) {
      const happening = happeningOf(this.#id, line);
      if (happening === undefined) this.traces.add(line);
      else this.#happenings.push(happening);
    }
    this.#tell(lines);
  }

  #tell(lines: readonly Line[] | undefined): void {
    for (const listener of this.#listeners) listener(lines);
  }
}

/** Runs that are looked at: each is read once, however many look, and no longer when nobody does. */
export class RunWatches {
  readonly #root: string;
  readonly #open = new Map<string, RunWatch>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @returns the run, read as far as it has been written, and how to let go of it */
  async open(found: Found, listener: RunListener): Promise<{ readonly watch: RunWatch; readonly release: () => void }> {
    let watch = this.#open.get(found.id);
    if (watch === undefined) this.#open.set(found.id, (watch = new RunWatch(this.#root, found)));
    const opened = watch;
    await opened.read();
    const stop = opened.listen(listener);
    return {
      watch: opened,
      release: () => {
        if (stop() > 0) return;
        opened.close();
        if (this.#open.get(found.id) === opened) this.#open.delete(found.id);
      },
    };
  }

  close(): void {
    for (const watch of this.#open.values()) watch.close();
    this.#open.clear();
  }
}
