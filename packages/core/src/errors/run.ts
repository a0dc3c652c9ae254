import { GanregError } from './ganreg-error.ts';

export const runExists = (folder: string): GanregError =>
  new GanregError('RUN_EXISTS', `${folder} already holds a run.`, {
    path: 'run.folder',
    fix: `continue it with \`ganreg resume ${folder}\`, or give --set run.folder=…`,
  });

export const runMissing = (folder: string): GanregError =>
  new GanregError('RUN_NOT_FOUND', `${folder} holds no run.`, { fix: 'give the folder that `ganreg train` printed' });

export const runLocked = (folder: string, holder: string): GanregError =>
  new GanregError('RUN_LOCKED', `${folder} is in use by ${holder}.`, {
    fix: 'wait for it to end, or train into another folder',
  });

export const checkpointBroken = (folder: string, why: string): GanregError =>
  new GanregError('CHECKPOINT_BROKEN', `no checkpoint in ${folder} can be used: ${why}`, {
    fix: 'start again, or restore the folder from a backup',
  });

export const runChanged = (folder: string, differences: readonly string[], keys: readonly string[]): GanregError =>
  new GanregError('RUN_CHANGED', `${folder} was made under other conditions:\n    ${differences.join('\n    ')}`, {
    fix: `resume with the same configuration, data and versions, or accept and record it: ${keys.map((key) => `--allow ${key}`).join(' ')}`,
  });

export const pictureNeedsImages = (): GanregError =>
  new GanregError('PICTURE_NEEDS_IMAGES', 'this run learns points, which cannot be redrawn or looked at like images.', {
    fix: 'draw its realness scores (--what realness) or its samples',
  });
