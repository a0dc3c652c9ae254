import { GanregError } from './ganreg-error.ts';
import { shown, list, meant } from './wording.ts';

export const duplicateId = (path: string, id: string): GanregError =>
  new GanregError('PLAN_DUPLICATE_ID', `two plugins have the id "${id}".`, {
    path,
    fix: 'give each its own `id`: ids name logs, saved state and random streams',
  });

export const unknownTerm = (
  path: string,
  plugin: string,
  term: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('PLAN_UNKNOWN_TERM', `${plugin} has no term "${term}".${meant(suggestion)}`, {
    path,
    fix: `its terms: ${list(known)}`,
  });

export const missingTap = (
  path: string,
  plugin: string,
  network: string,
  resolution: number,
  known: readonly number[],
): GanregError =>
  new GanregError(
    'PLAN_MISSING_TAP',
    `${plugin} asks for ${network} features at ${resolution}×${resolution}, which this model does not have.`,
    {
      path,
      fix: `available: ${known.map((side) => `${side}×${side}`).join(', ')}`,
    },
  );

export const cannotReenter = (path: string, plugin: string, family: string, why: string): GanregError =>
  new GanregError(
    'PLAN_NO_REENTRY',
    `${plugin} must enter the generator half-way, and the family "${family}" ${why}.`,
    {
      path,
      fix: 'choose a family that can be re-entered (`ganreg plugins` lists them), or drop this plugin',
    },
  );

export const clashingHeads = (path: string, head: string, one: string, other: string): GanregError =>
  new GanregError(
    'PLAN_CLASHING_HEADS',
    `two requests for the head "${head}" do not fit together: ${one} against ${other}.`,
    {
      path,
      fix: 'make both requests equal, or give one of the heads another name',
    },
  );

export const missingHead = (
  path: string,
  plugin: string,
  head: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError(
    'PLAN_MISSING_HEAD',
    `${plugin} reads the head "${head}", which no active plugin provides.${meant(suggestion)}`,
    {
      path,
      fix: known.length === 0 ? 'add the plugin that provides it' : `provided: ${list(known)}`,
    },
  );

export const conflictingPlugins = (
  path: string,
  one: string,
  other: string,
  why: string,
  fix: string | undefined,
): GanregError =>
  new GanregError('PLAN_CONFLICT', `${one} and ${other} cannot be combined: ${why}`, {
    path,
    ...(fix === undefined ? {} : { fix }),
  });

export const exclusiveHook = (path: string, hook: string, one: string, other: string): GanregError =>
  new GanregError('PLAN_EXCLUSIVE', `${one} and ${other} both want to be the only one to ${hook}.`, {
    path,
    fix: 'keep one of them',
  });

export const orderCycle = (ids: readonly string[]): GanregError =>
  new GanregError('PLAN_ORDER_CYCLE', `the order of the plugins is circular: ${ids.join(' → ')}`, {
    path: 'plugins',
    fix: 'remove one `before` or `after`',
  });

export const batchTooSmall = (batch: number, least: number, why: string): GanregError =>
  new GanregError('PLAN_BATCH_TOO_SMALL', `a batch of ${batch} is too small: ${why}.`, {
    path: 'train.batch',
    fix: `give at least ${least}`,
  });

export const unsupported = (path: string, plugin: string, why: string, fix?: string): GanregError =>
  new GanregError('PLAN_UNSUPPORTED', `${plugin}: ${why}`, { path, ...(fix === undefined ? {} : { fix }) });

export const invalidModel = (path: string, found: unknown, why: string): GanregError =>
  new GanregError('PLAN_INVALID_MODEL', `${shown(found)}: ${why}`, { path, fix: 'change the model' });

export const indivisibleBatch = (
  size: number,
  batch: number,
  obstacles: readonly string[],
  sizes: readonly number[],
): GanregError =>
  obstacles.length > 0
    ? new GanregError('PLAN_MICRO_BATCH', `the batch cannot be taken in parts: ${obstacles.join('; ')}.`, {
        path: 'train.microBatch',
        fix: 'leave train.microBatch out and take a smaller train.batch, or change what the message names',
      })
    : new GanregError('PLAN_MICRO_BATCH', `a batch of ${batch} has no equal parts of ${size} whole groups of images.`, {
        path: 'train.microBatch',
        fix: sizes.length === 0 ? 'leave it out' : `possible: ${list(sizes)}`,
      });
