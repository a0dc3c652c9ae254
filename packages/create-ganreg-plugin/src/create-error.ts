/** Something that the person at the keyboard can put right. */
export class CreateError extends Error {
  override readonly name = 'CreateError';
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
