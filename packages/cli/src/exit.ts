/** What the process says about how it ended. */
export const exitCodes = { done: 0, ourDefect: 1, usersInput: 2, interrupted: 130 } as const;

/** Carries an exit code out of a command. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}
