import { grouped } from '@ganreg/study/drawing';
import type { RunState } from '../src/live/messages.ts';

/** Four digits or so of any number. */
export const brief = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(2);
  return size >= 1000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(size < 1 ? 3 : 4)));
};

/** Thousands of images, as papers count them. */
export const kimg = (images: number): string => `${Number((images / 1000).toPrecision(4))} kimg`;

/** Seconds as hours, minutes and seconds. */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};

/** How long ago something was. */
export const ago = (when: number): string => (when === 0 ? 'not begun' : `${duration((Date.now() - when) / 1000)} ago`);

/** Where something lies below the folder that is shown. */
export const placeOf = (path: string): string => (path === '.' ? 'this folder' : path);

export const states: readonly RunState[] = ['running', 'waiting', 'paused', 'finished', 'diverged', 'failed'];
