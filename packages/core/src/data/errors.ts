export interface DataProblem {
  /** Stable name, such as `DATA_IDX_MAGIC`. */
  readonly code: string;
  /** File, folder or set the problem is in. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** A problem with the user's data: readable as it stands, no stack trace needed. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code: string;
  readonly path: string;
  readonly hint: string;

  constructor({ code, path, message, hint }: DataProblem) {
    super(message);
    this.code = code;
    this.path = path;
    this.hint = hint;
  }
}
