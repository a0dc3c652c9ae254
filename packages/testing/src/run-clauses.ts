import { describe, it } from 'vitest';
import type { Clause } from './clause.ts';

/** A vitest suite of clauses. */
export const runClauses = <Subject>(
  title: string,
  clauses: Iterable<Clause<Subject>>,
  subject: () => Subject | Promise<Subject>,
): void => {
  describe(title, () => {
    let shared: Promise<Subject> | undefined;
    for (const clause of clauses)
      it(clause.title, async () => clause.run(await (shared ??= Promise.resolve(subject()))));
  });
};
