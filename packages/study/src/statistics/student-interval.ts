import jstat from 'jstat';
import { mean, variance } from './summary.ts';

/** Both ends belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The value below which a variable of Student's distribution falls with this probability (0 to 1), to seven digits. */
export const studentQuantile = (probability: number, degrees: number): number =>
  jstat.studentt.inv(probability, degrees);

/**
 * Student's interval for the mean of a normal population: mean ± t · sd / √n.
 * Nothing below two values: one value says nothing about spread.
 * @param confidence 0 to 1
 */
export const studentInterval = (values: readonly number[], confidence = 0.95): Interval | undefined => {
  const n = values.length;
  if (n < 2) return undefined;
  const centre = mean(values);
  const half = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance(values) / n);
  return { low: centre - half, high: centre + half };
};
