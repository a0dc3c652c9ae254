import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GanregError } from '@ganreg/core';
import type { FromWorker, Outcome, RunJob, Seat } from '@ganreg/study';
import { otherStore } from './errors.ts';
import { jobId, type TrialPayload } from './payload.ts';
import { identityOf } from './store/identity.ts';
import type { Store } from './store/store.ts';
import { fetchTrial, uploadTrial } from './trial-files.ts';

/** Where a worker works. */
export interface Bench {
  readonly store: Store;
  /** Of this host: what relative paths of a configuration mean. */
  readonly project: string;
  /** Of this host alone, thrown away in the end. */
  readonly scratch: string;
}

/** How a trial went: to its end, not to its end, or not at all on this host. */
export type TrialDone =
  | { readonly state: 'recorded' | 'interrupted' }
  | { readonly state: 'failed' | 'refused'; readonly error: GanregError };

export interface DoTrial {
  readonly payload: TrialPayload;
  readonly seat: Pick<Seat, 'work' | 'stop'>;
  /** Aborting saves the trial and ends it. */
  readonly signal: AbortSignal;
  readonly hear: (message: FromWorker) => void;
  /** Whether the trial is still this worker's: after that nothing is written to the store. */
  readonly held: () => boolean;
}

const jobOf = ({ input, evaluation, expects, recorded }: TrialPayload, bench: Bench, folder: string): RunJob => ({
  kind: 'run',
  project: bench.project,
  cache: join(bench.scratch, 'features'),
  folder,
  input,
  evaluation,
  expects,
  files: recorded.files,
  provenance: recorded.provenance,
});

/** One send at a time; what is asked for meanwhile is one more. */
const coalesced = (send: () => Promise<void>) => {
  let running: Promise<void> | undefined;
  let again = false;
  let failure: unknown;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await send();
    } while (again);
  };
  return {
    ask: (): void => {
      if (running !== undefined) again = true;
      // What fails on the way is tried again at the next checkpoint, and at the end.
      else
        running = run()
          .catch((error: unknown) => void (failure = error))
          .finally(() => (running = undefined));
    },
    settled: async (): Promise<unknown> => {
      await running;
      return failure;
    },
  };
};

/**
 * Takes a trial up from the store, does what is missing in a process of this host, and leaves in the store whatever it has made:
 * after every checkpoint, every measurement, and in the end.
 * @throws whatever the store throws: the trial is somebody else's then, from the last checkpoint that arrived
 */
export const doTrial = async ({ payload, seat, signal, hear, held }: DoTrial, bench: Bench): Promise<TrialDone> => {
  const { store, project } = bench;
  if ((await identityOf(store)) !== payload.store) return { state: 'refused', error: otherStore() };
  const folder = join(bench.scratch, jobId(payload));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await fetchTrial(store, payload.trial, folder, { checkpoints: true, project });
    const upload = uploadTrial(store, payload.trial, folder, payload.recorded.project);
    const sending = coalesced(async () => {
      if (held()) await upload.send();
    });
    let prepared = false;
    let done: Outcome | 'interrupted' | GanregError;
    if (signal.aborted) return { state: 'interrupted' };
    signal.addEventListener('abort', seat.stop);
    try {
      done = await seat.work(jobOf(payload, bench, folder), (message) => {
        if (message.kind === 'prepared') prepared = true;
        if (message.kind === 'checkpoint' || message.kind === 'evaluated') sending.ask();
        hear(message);
      });
    } catch (error) {
      if (!(error instanceof GanregError)) throw error;
      if (!prepared) return { state: 'refused', error };
      done = error;
    } finally {
      signal.removeEventListener('abort', seat.stop);
    }
    await sending.settled();
    if (held()) await upload.send();
    if (done instanceof GanregError) return { state: 'failed', error: done };
    return { state: done === 'interrupted' ? 'interrupted' : 'recorded' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
