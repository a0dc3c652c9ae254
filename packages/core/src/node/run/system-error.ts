const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Whether it says that there is nothing of that name. */
export const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** Whether a file may well be whole, and only this process cannot get at it now. */
export const isOutOfReach = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EMFILE', 'ENFILE'].some((code) => code === codeOf(error));

/** Throws an error of the system with the file's name, which those of reading and writing lack. */
export const named =
  (file: string) =>
  (error: unknown): never => {
    throw error instanceof Error && !('path' in error) ? Object.assign(error, { path: file }) : error;
  };
