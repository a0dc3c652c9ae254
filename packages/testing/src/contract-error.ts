import { GanregError } from '@ganreg/core';

/** A broken clause of a contract: a sentence that says what is wrong and one that says what to do. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** @param what a sentence @param remedy an imperative sentence */
export const broken = (what: string, remedy: string, cause?: unknown): ContractError =>
  new ContractError(`${what} ${remedy}`, cause === undefined ? undefined : { cause });

/** Any error as one sentence. */
export const sentenceOf = (error: unknown): string => {
  const text =
    error instanceof GanregError
      ? error.format().replaceAll(/\s*\n\s*/gu, ' ')
      : error instanceof Error
        ? error.message
        : String(error);
  return /[.!?]$/u.test(text) ? text : `${text}.`;
};

/** Runs something of the plugin's; what it throws becomes a broken clause. */
export const orBroken = async <Result>(
  attempt: () => Promise<Result>,
  doing: string,
  remedy: string,
): Promise<Result> => {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof ContractError) throw error;
    throw broken(`It failed ${doing}: ${sentenceOf(error)}`, remedy, error);
  }
};
