import type { Errors, Measured } from './measure.ts';

/** What was measured, by engine; kept in test/fixtures/numerics-measured.json. */
export type Measurements = Readonly<Record<string, EngineRecord>>;

export interface EngineRecord {
  /** The versions and the machine that this engine was measured with. */
  readonly measuredWith: string;
  /** With this package. */
  readonly ours: readonly Measured[];
  /** TensorFlow.js as it comes; rows of own operations are missing. */
  readonly stock: readonly Measured[];
}

/** Relative error up to which a row counts as right; float32 leaves most rows a hundred times below. */
export const tolerance = 1e-3;

export type Verdict = 'right' | 'wrong' | 'throws' | 'no kernel';

export function verdictOf(result: Errors | number | string): Verdict {
  if (typeof result === 'string') return /not registered for backend/.test(result) ? 'no kernel' : 'throws';
  // NaN, which JSON turns into null, is not right
  return worst(result) <= tolerance ? 'right' : 'wrong';
}

/** The larger of both errors; NaN when either is not a number. */
export function worst(result: Errors | number): number {
  const values = typeof result === 'number' ? [result] : [result.differences, result.reference];
  return values.every((value) => Number.isFinite(value)) ? Math.max(...values) : Number.NaN;
}

/** Value, gradient and second derivative of one row. */
export function verdicts({ value, first, second }: Measured): readonly [Verdict, Verdict, Verdict] {
  return [verdictOf(value), verdictOf(first), verdictOf(second)];
}
