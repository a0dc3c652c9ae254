import { GanregError } from '@ganreg/core';
import { exitCodes } from '../exit.ts';

const systemErrors: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; choose a folder you may write to',
  EROFS: 'the file system is read-only; choose another folder',
  ENOSPC: 'no space left on the device; free some and `ganreg resume` the run',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EISDIR: 'this is a folder, not a file',
  EDQUOT: 'your disk quota is used up; free some and `ganreg resume` the run',
  ELOOP: 'symbolic links lead in a circle here',
  ENAMETOOLONG: 'this name is too long for the file system',
  EMFILE: 'too many open files; raise the limit (`ulimit -n`)',
  EIO: 'the device cannot be read or written; the last checkpoint that was published is whole',
  ENOENT: 'no such file or folder',
  EEXIST: 'a file stands where a folder is needed; choose another folder',
  EPERM: 'the system does not permit it; choose a folder you may write to',
  EFBIG: 'the file would be larger than is allowed here (`ulimit -f`); raise the limit and `ganreg resume` the run',
  EBUSY: 'something else uses it; end that, or choose another folder',
  ENXIO: 'this is a device or socket, not a file',
  ENODEV: 'this is a device or socket, not a file',
  ENFILE: 'too many files are open on this machine; close some',
  ESTALE: 'the network file system has lost it; mount it again and `ganreg resume` the run',
};

const hasFormat = (
  error: unknown,
): error is Error & { readonly code: string; readonly path?: string; readonly hint?: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

/** Any error as lines for a terminal, and the exit code it means. Only our own defects come with a stack. */
export const explain = (error: unknown): { readonly text: string; readonly code: number } => {
  if (error instanceof GanregError)
    return { text: error.format(), code: error.code === 'RUN_DIVERGED' ? exitCodes.ourDefect : exitCodes.usersInput };
  if (hasFormat(error)) {
    const system = systemErrors[error.code];
    if (system !== undefined)
      return {
        text: `${error.code}${error.path === undefined ? '' : ` at ${error.path}`}\n  ${system}`,
        code: exitCodes.usersInput,
      };
    if (['EngineError', 'CreateError'].includes(error.name)) {
      return {
        text: [
          `${error.code}${error.path === undefined ? '' : ` at ${error.path}`}`,
          `  ${error.message}`,
          ...(error.hint === undefined ? [] : [`  → ${error.hint}`]),
        ].join('\n'),
        code: exitCodes.usersInput,
      };
    }
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `This is a defect of ganreg, not of your input. Please report it:\n${detail}`,
    code: exitCodes.ourDefect,
  };
};
