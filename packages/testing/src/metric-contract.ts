import type { Clause } from './clause.ts';
import { metricChecks, type Metric } from './metric/checks.ts';
import { runClauses } from './run-clauses.ts';

/** Tests that every metric must pass. Call at the top of a vitest file. */
export const metricContract = (metric: Metric): void =>
  runClauses(`${metric.name} as a metric`, Object.values<Clause<Metric>>(metricChecks), () => metric);
