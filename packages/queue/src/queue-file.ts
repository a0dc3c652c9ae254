import { join } from 'node:path';
import { writeAtomically } from '@ganreg/core/node';
import type { QueueFile } from '@ganreg/study/folder';
import type { OpenTrial } from './board.ts';

const every = 1000;

/** Writes `queue.json` about every second while something changes. */
export const watchQueue = (
  folder: string,
  about: Pick<QueueFile, 'queue' | 'store' | 'study'>,
  open: ReadonlyMap<string, OpenTrial>,
): { readonly end: () => Promise<void> } => {
  let last = '';
  let writing: Promise<void> = Promise.resolve();
  const write = (): void => {
    const trials = [...open.values()].map(({ trial, state, worker, step, payload }) => ({
      arm: trial.arm,
      seed: trial.seed,
      state,
      worker: worker ?? null,
      step,
      steps: payload.evaluation.milestones.at(-1) ?? 0,
    }));
    const now = JSON.stringify(trials);
    if (now === last) return;
    last = now;
    const content = { format: 1, ...about, at: new Date().toISOString(), trials } satisfies QueueFile;
    // The next second tries again.
    writing = writeAtomically(join(folder, 'queue.json'), `${JSON.stringify(content, undefined, 2)}\n`).catch(
      () => undefined,
    );
  };
  const timer = setInterval(write, every);
  timer.unref();
  return {
    end: async () => {
      clearInterval(timer);
      await writing;
      write();
      await writing;
    },
  };
};
