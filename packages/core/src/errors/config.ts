import { GanregError } from './ganreg-error.ts';
import { shown, list, meant } from './wording.ts';

export const unknownKey = (
  path: string,
  key: string,
  allowed: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('CONFIG_UNKNOWN_KEY', `"${key}" is not a known key here.${meant(suggestion)}`, {
    path,
    fix: allowed.length === 0 ? 'remove it: nothing can be set here' : `allowed: ${list(allowed)}`,
  });

export const invalidChoice = (
  path: string,
  found: unknown,
  allowed: readonly unknown[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('CONFIG_INVALID_CHOICE', `${shown(found)} is not one of the choices.${meant(suggestion)}`, {
    path,
    fix: `allowed: ${list(allowed)}`,
  });

export const outOfRange = (path: string, found: unknown, range: string): GanregError =>
  new GanregError('CONFIG_OUT_OF_RANGE', `${shown(found)} is out of range.`, { path, fix: `it must be ${range}` });

export const wrongType = (path: string, found: unknown, expected: string): GanregError =>
  new GanregError('CONFIG_WRONG_TYPE', `${shown(found)} is not ${expected}.`, { path, fix: `give ${expected}` });

export const missingValue = (path: string, expected: string): GanregError =>
  new GanregError('CONFIG_MISSING', 'a value is missing.', { path, fix: `give ${expected}` });

export const invalidOption = (path: string, message: string): GanregError =>
  new GanregError('CONFIG_INVALID', message, { path, fix: 'see `ganreg plugins` for the options of each plugin' });

export const badQuantity = (path: string, found: unknown, allowed: string): GanregError =>
  new GanregError('CONFIG_BAD_QUANTITY', `${shown(found)} is not a quantity that is understood here.`, {
    path,
    fix: `give ${allowed}`,
  });

export const badOverride = (text: string, why: string): GanregError =>
  new GanregError('CONFIG_BAD_OVERRIDE', `--set ${text}: ${why}`, {
    fix: 'write --set path=value, for example --set train.batch=16',
  });

export const configNotFound = (place: string): GanregError =>
  new GanregError('CONFIG_NOT_FOUND', `no configuration was found ${place}.`, {
    fix: 'name a file (`ganreg train my.yaml`) or create ganreg.config.yaml',
  });

export const configUnreadable = (file: string, why: string): GanregError =>
  new GanregError('CONFIG_UNREADABLE', `${file} cannot be read: ${why}`, {
    fix: 'correct the file; YAML, JSON, JavaScript and TypeScript are understood',
  });

export const extendsCycle = (files: readonly string[]): GanregError =>
  new GanregError('CONFIG_EXTENDS_CYCLE', `configurations extend each other in a circle: ${files.join(' → ')}`, {
    path: 'extends',
    fix: 'remove one of these `extends`',
  });
