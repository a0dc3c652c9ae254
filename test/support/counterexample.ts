import * as fc from 'fast-check';

/** The input that breaks a property, with what happened; nothing if there is none among `numRuns`. */
export const counterexample = async <Input>(
  property: fc.IAsyncProperty<[Input]>,
  numRuns: number,
): Promise<string | undefined> => {
  const details = await fc.check(property, { numRuns });
  if (!details.failed) return undefined;
  const { errorInstance: error } = details;
  return `${JSON.stringify(details.counterexample)}: ${error instanceof Error ? error.message : 'it does not hold'}`;
};
