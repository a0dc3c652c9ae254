import { listFolder, type Found } from './listing.ts';
import { Remembered } from './remembered.ts';
import { runRow } from './run-facts.ts';
import { RunWatches } from './run-watch.ts';
import { Records, studyRow } from './study-facts.ts';
import type { Overview } from '../live/messages.ts';

/** How old a listing may be, in milliseconds. */
const fresh = 1000;

/** The folder that is shown: everything in it is found by listing, nothing by a path that somebody gives. */
export class ShownFolder {
  readonly root: string;
  readonly files: Remembered;
  readonly records: Records;
  readonly watches: RunWatches;
  #listed: { readonly at: number; readonly found: Promise<readonly Found[]> } | undefined;

  constructor(root: string) {
    this.root = root;
    this.files = new Remembered(root);
    this.records = new Records(root);
    this.watches = new RunWatches(root);
  }

  list(): Promise<readonly Found[]> {
    if (this.#listed === undefined || performance.now() - this.#listed.at > fresh)
      this.#listed = { at: performance.now(), found: listFolder(this.root) };
    return this.#listed.found;
  }

  async find(id: string, kind: Found['kind']): Promise<Found | undefined> {
    return (await this.list()).find((found) => found.id === id && found.kind === kind);
  }

  async overview(): Promise<Overview> {
    const found = await this.list();
    const newest = <Row extends { readonly changed: number }>(rows: readonly Row[]): readonly Row[] =>
      rows.toSorted((one, other) => other.changed - one.changed);
    const [runs, studies] = await Promise.all([
      Promise.all(
        found
          .filter(({ kind, study }) => kind === 'run' && study === undefined)
          .map((each) => runRow(this.root, this.files, each)),
      ),
      Promise.all(found.filter(({ kind }) => kind === 'study').map((each) => studyRow(this.root, this.files, each))),
    ]);
    return { folder: this.root, runs: newest(runs), studies: newest(studies) };
  }

  close(): void {
    this.watches.close();
  }
}
