import type { Family } from '@ganreg/core';
import type { Clause } from './clause.ts';
import { familyChecks } from './family/checks.ts';
import { FamilySubject, type FamilyContractOptions } from './family/subject.ts';
import { runClauses } from './run-clauses.ts';

/**
 * Tests that every family of networks must pass: what it describes is what it makes, and its forwards are pure. Call at the top of
 * a vitest file, with a model of micro size.
 */
export const familyContract = (family: Family, options: FamilyContractOptions = {}): void =>
  runClauses(
    `${family.name} as a family`,
    Object.values<Clause<FamilySubject>>(familyChecks),
    () => new FamilySubject(family, options),
  );
