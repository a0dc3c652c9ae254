import type { Interval } from '../statistics/student-interval.ts';

/** Four significant digits, whole numbers as they are; a dash for nothing. */
export const number = (value: number | null): string => {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return String(value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(2);
  return size >= 1000 ? value.toFixed(1) : value.toPrecision(4);
};

/** With its sign, for differences. */
export const signed = (value: number | null): string =>
  value === null ? '–' : `${value > 0 ? '+' : ''}${number(value)}`;

export const interval = (found: Interval | null, write: (value: number | null) => string = number): string =>
  found === null ? '–' : `[${write(found.low)}, ${write(found.high)}]`;

/** A p value never shown as 0. */
export const probability = (p: number | null): string => {
  if (p === null) return '–';
  return p < 0.0001 ? '< 0.0001' : Number(p.toPrecision(2)).toString();
};
