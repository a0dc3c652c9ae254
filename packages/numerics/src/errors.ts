/** An engine that cannot be used here, or that broke a promise; the message says what to do about it. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    /** Stable identifier of the message, such as `engine-not-installed`. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
