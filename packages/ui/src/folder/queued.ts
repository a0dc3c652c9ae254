import { join } from 'node:path';
import { isLocked } from '@ganreg/core/node';
import type { QueueFile } from '@ganreg/study/folder';
import type { Remembered } from './remembered.ts';

/** Open trials of a study that runs over a queue just now; nothing of what a study that is gone left behind. */
export const queuedTrials = async (files: Remembered, study: string): Promise<QueueFile['trials']> => {
  if (!(await isLocked(study))) return [];
  const told = await files.json<Partial<QueueFile>>(join(study, 'queue.json'));
  return Array.isArray(told?.trials) ? told.trials : [];
};
