import type { Dataset } from '@ganreg/core';
import type { Clause } from './clause.ts';
import { datasetChecks } from './dataset/checks.ts';
import { runClauses } from './run-clauses.ts';

/** Tests that every set of images must pass. Call at the top of a vitest file, with a function that opens the set. */
export const datasetContract = (name: string, open: () => Dataset | Promise<Dataset>): void =>
  runClauses(`${name} as a dataset`, Object.values<Clause<Dataset>>(datasetChecks), open);
