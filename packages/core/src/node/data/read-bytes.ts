import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../../data/errors.ts';

/** More than any image set this project works with; a gzip file that claims to hold more is a bomb or a mistake. */
const largestUnpacked = 4 * 1024 ** 3 - 1;

/** A file's bytes, unpacked if they are gzip (by content, not by name). Throws a `DataError` naming the file. */
export async function readBytes(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largestUnpacked });
  } catch (error) {
    throw new DataError({
      code: 'DATA_GZIP_BROKEN',
      path,
      message: `${path} is not a complete gzip file (${error instanceof Error ? error.message : String(error)})`,
      hint: 'copy or download the file again',
    });
  }
}

/** The error for a file or folder that cannot be read, by what the system says. */
export function unreadable(path: string, error: NodeJS.ErrnoException): DataError {
  return error.code === 'ENOENT'
    ? new DataError({
        code: 'DATA_MISSING',
        path,
        message: `there is nothing at ${path}`,
        hint: 'check the path; relative paths start at the working directory',
      })
    : new DataError({
        code: 'DATA_UNREADABLE',
        path,
        message: `${path} cannot be read (${error.message})`,
        hint: 'check its permissions',
      });
}
