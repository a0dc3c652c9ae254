/** One clause of a contract. */
export interface Clause<Subject> {
  /** A sentence that holds for everything that keeps the contract. */
  readonly title: string;
  /** @throws ContractError saying what is wrong and what to do */
  readonly run: (subject: Subject) => void | Promise<void>;
}
