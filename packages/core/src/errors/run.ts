import { GanregError } from './ganreg-error.ts';

export const runExists = (folder: string): GanregError =>
  new GanregError('RUN_EXISTS', `${folder} already holds a run.`, {
    path: 'run.folder',
    fix: `continue it with \`ganreg resume ${folder}\`, or give --set run.folder=…`,
  });

export const runMissing = (folder: string): GanregError =>
  new GanregError('RUN_NOT_FOUND', `${folder} holds no run.`, {
    path: folder,
    fix: 'give the folder that `ganreg train` printed',
  });

export const runLocked = (
  folder: string,
  holder: { readonly pid: number; readonly host: string } | undefined,
): GanregError =>
  new GanregError(
    'RUN_LOCKED',
    `${folder} is in use by ${holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`}.`,
    {
      path: folder,
      fix: `wait for it to end, or take another folder; if you know that it is gone, remove ${folder}/lock.json`,
    },
  );

/** A file of a run that is not what was written. */
export const runDamaged = (folder: string, file: string, why: string): GanregError =>
  new GanregError('RUN_DAMAGED', `${file} of the run cannot be used: ${why}.`, {
    path: `${folder}/${file}`,
    fix: 'restore it from a backup or from a run of the same configuration; its checkpoints are files of their own, and are not touched',
  });

/** Something that a newer version wrote. */
export const runNewer = (
  path: string,
  format: number,
  known: number,
  { writer, reader }: { readonly writer: string; readonly reader: string },
): GanregError =>
  new GanregError(
    'RUN_NEWER',
    `ganreg ${writer} wrote it in format ${format}; this is ${reader}, and reads up to ${known}.`,
    {
      path,
      fix: `use ganreg ${writer} or a later one for this run; nothing was changed`,
    },
  );

export const checkpointBroken = (folder: string, why: string): GanregError =>
  new GanregError('CHECKPOINT_BROKEN', `no checkpoint in ${folder} can be used: ${why}`, {
    path: `${folder}/checkpoints`,
    fix: 'restore the folder from a backup, or remove it and train again',
  });

export const runChanged = (folder: string, differences: readonly string[], keys: readonly string[]): GanregError =>
  new GanregError('RUN_CHANGED', `${folder} was made under other conditions:\n    ${differences.join('\n    ')}`, {
    path: folder,
    fix: `resume with the same configuration, data and versions, or accept and record it: ${keys.map((key) => `--allow ${key}`).join(' ')}`,
  });

export const pictureNeedsImages = (): GanregError =>
  new GanregError('PICTURE_NEEDS_IMAGES', 'this run learns points, which cannot be redrawn or looked at like images.', {
    fix: 'draw its realness scores (--what realness) or its samples',
  });

/** @param of the estimate, the limit with where it is from, and a setting that fits */
export const tooLarge = (of: {
  readonly needed: string;
  readonly limit: string;
  readonly fits: string | undefined;
}): GanregError =>
  new GanregError('RUN_TOO_LARGE', `this run would take about ${of.needed}, more than the ${of.limit}.`, {
    path: 'run.memory',
    fix: `${of.fits ?? 'take a smaller train.batch'}; or a smaller model.resolution or fewer channels; or, if you know better, --set run.memory=… (false for no limit)`,
  });

/** Whether it says that an array was asked for that is longer than any can be. */
export const isBeyondArrays = (error: unknown): boolean =>
  error instanceof RangeError && /array (?:length|buffer allocation)|allocation failed/iu.test(error.message);

export const beyondArrays = (): GanregError =>
  new GanregError('RUN_TOO_LARGE', 'this run would need arrays longer than there can be.', {
    path: 'run.memory',
    fix: 'take a smaller train.batch, model.resolution, model.latentSize or model.width',
  });
