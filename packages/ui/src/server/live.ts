import type { ServerResponse } from 'node:http';
import type { Found } from '../folder/listing.ts';
import { runFacts } from '../folder/run-facts.ts';
import type { RunWatch } from '../folder/run-watch.ts';
import type { ShownFolder } from '../folder/shown-folder.ts';
import { studyFacts, studyRuns } from '../folder/study-facts.ts';
import type { Happening } from '../live/messages.ts';
import { openEvents, type EventStream } from './event-stream.ts';

/** Facts are looked up this often, in milliseconds, and rest so many times as long as that took: training needs the processor more. */
const every = 1000;
const restPerWork = 40;

/** Repeats a task until the page is gone, one at a time. */
const repeat = (stream: EventStream, task: () => Promise<void>): (() => void) => {
  let timer: NodeJS.Timeout;
  const rest = (milliseconds: number): void => {
    timer = setTimeout(() => {
      const begin = performance.now();
      void task()
        .catch(() => undefined)
        .finally(() => {
          if (!stream.closed()) rest(Math.max(every, restPerWork * (performance.now() - begin)));
        });
    }, milliseconds);
  };
  rest(every);
  return () => clearTimeout(timer);
};

/** Tells of every run and study in the folder. */
export const streamOverview = async (shown: ShownFolder, response: ServerResponse): Promise<void> => {
  let stop = (): void => undefined;
  const stream = openEvents(response, () => stop());
  const tell = async (): Promise<void> => stream.sendIfNew('overview', await shown.overview());
  stop = repeat(stream, tell);
  await tell();
};

interface Opened {
  readonly watch: RunWatch;
  readonly release: () => void;
}

/** Follows several runs for one page: everything once, then what is new. */
class Following {
  readonly #shown: ShownFolder;
  readonly #stream: EventStream;
  readonly #stretches: number;
  readonly #open = new Map<string, Opened>();
  readonly #behind = new Set<string>();
  #ended = false;

  constructor(shown: ShownFolder, stream: EventStream, stretches: number) {
    this.#shown = shown;
    this.#stream = stream;
    this.#stretches = stretches;
  }

  get happenings(): readonly Happening[] {
    return [...this.#open.values()].flatMap(({ watch }) => watch.happenings);
  }

  /** Begins with runs that are not followed yet, and catches up where the page was too slow. */
  async follow(runs: readonly Found[]): Promise<void> {
    for (const found of runs) {
      if (this.#open.has(found.id)) continue;
      const opened = await this.#shown.watches.open(found, (lines) => {
        if (this.#behind.has(found.id)) return;
        if (lines === undefined || !this.#stream.send('lines', { run: found.id, lines })) this.#behind.add(found.id);
      });
      if (this.#ended) return opened.release();
      this.#open.set(found.id, opened);
      this.#behind.add(found.id);
    }
    const numbers = [...this.#behind].flatMap((id) => {
      const traces = this.#open.get(id)?.watch.traces;
      return traces === undefined ? [] : [[id, traces.within(this.#stretches)] as const];
    });
    if (numbers.length > 0 && this.#stream.send('numbers', Object.fromEntries(numbers))) this.#behind.clear();
  }

  end(): void {
    this.#ended = true;
    for (const { release } of this.#open.values()) release();
    this.#open.clear();
  }
}

const stretchesOfOne = 400;
const stretchesOfMany = 80;

/** Repeats what is told of some runs, until the page is gone. */
const tellOf = async (
  shown: ShownFolder,
  response: ServerResponse,
  stretches: number,
  tell: (following: Following, stream: EventStream) => Promise<void>,
): Promise<void> => {
  let stop = (): void => undefined;
  const stream = openEvents(response, () => stop());
  const following = new Following(shown, stream, stretches);
  const again = (): Promise<void> => tell(following, stream);
  const end = repeat(stream, again);
  stop = () => {
    end();
    following.end();
  };
  if (stream.closed()) return stop();
  await again();
};

/** Tells of one run. */
export const streamRun = (shown: ShownFolder, found: Found, response: ServerResponse): Promise<void> =>
  tellOf(shown, response, stretchesOfOne, async (following, stream) => {
    await following.follow([found]);
    stream.sendIfNew('facts', await runFacts(shown.root, shown.files, found, following.happenings));
  });

/** Tells of a study and all of its runs. */
export const streamStudy = (shown: ShownFolder, found: Found, response: ServerResponse): Promise<void> =>
  tellOf(shown, response, stretchesOfMany, async (following, stream) => {
    const { root, files, records } = shown;
    await following.follow(await studyRuns(root, files, found));
    const facts = await studyFacts(root, files, records, found, following.happenings);
    if (facts !== undefined) stream.sendIfNew('facts', facts);
  });
