import type { Interval } from '../statistics/student-interval.ts';

/** Four significant digits, as few letters as possible; a dash for nothing. */
export const number = (value: number | null): string => {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(2);
  return Number(value.toPrecision(4)).toString();
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
