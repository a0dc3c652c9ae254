import { join } from 'node:path';
import { isLocked } from '@ganreg/core/node';
import type { Remembered } from './remembered.ts';

/** An open trial in `queue.json`, which a study that runs over a queue keeps in its folder. */
export interface QueuedTrial {
  readonly arm: string;
  readonly seed: number;
  readonly state: 'waiting' | 'running';
  /** Who is at it, on whichever host. */
  readonly worker: string | null;
  readonly step: number;
}

/** Open trials of a study that runs over a queue just now; nothing of what a study that is gone left behind. */
export const queuedTrials = async (files: Remembered, study: string): Promise<readonly QueuedTrial[]> => {
  if (!(await isLocked(study))) return [];
  const told = await files.json<{ readonly trials?: readonly QueuedTrial[] }>(join(study, 'queue.json'));
  return Array.isArray(told?.trials) ? told.trials : [];
};
