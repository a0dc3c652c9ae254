import { GanregError } from '../errors/ganreg-error.ts';

export interface DataProblem {
  /** Stable name, such as `DATA_IDX_MAGIC`. */
  readonly code: string;
  /** File, folder or set the problem is in. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** A problem with the user's data. */
export class DataError extends GanregError {
  override readonly name = 'DataError';

  constructor({ code, path, message, hint }: DataProblem) {
    super(code, message, { path, fix: hint });
  }
}
