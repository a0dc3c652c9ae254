/** What went wrong, where, and the way out. Everything a person can cause ends in one of these, never in a stack trace. */
export class GanregError extends Error {
  override readonly name: string = 'GanregError';
  /** Stable identifier, listed in docs/errors.md. */
  readonly code: string;
  /** Where in the configuration or run, for example `plugins[1].with.resolution`. */
  readonly path: string | undefined;
  /** What to do about it. */
  readonly fix: string | undefined;

  constructor(
    code: string,
    message: string,
    details: { readonly path?: string; readonly fix?: string; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.path = details.path;
    this.fix = details.fix;
  }

  /** Several lines for a terminal: code and path, what happened, what to do. */
  format(): string {
    const place = this.path === undefined ? this.code : `${this.code} at ${this.path}`;
    return [place, `  ${this.message}`, ...(this.fix === undefined ? [] : [`  → ${this.fix}`])].join('\n');
  }
}

/** Several mistakes in one configuration, reported together. */
export class GanregErrors extends GanregError {
  override readonly name = 'GanregErrors';
  readonly errors: readonly GanregError[];

  constructor(errors: readonly GanregError[]) {
    super(errors[0]?.code ?? 'CONFIG_INVALID', `${errors.length} mistakes in the configuration`);
    this.errors = errors;
  }

  override format(): string {
    return this.errors.map((error) => error.format()).join('\n');
  }
}

/** A plugin reached for something that its declaration does not ask for. */
export class CapabilityError extends GanregError {
  override readonly name = 'CapabilityError';
}
