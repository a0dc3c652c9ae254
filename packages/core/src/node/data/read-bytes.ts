import { readFile, stat } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { DataError } from '../../data/errors.ts';

/** More than any image set this project works with; a gzip file that claims to hold more is a bomb or a mistake. */
const largestUnpacked = 4 * 1024 ** 3 - 1;
/** Packed bytes that surely hold the header of whatever it is. */
const firstPacked = 2 ** 14;

/** What to do about an error of the system. */
const hints: Readonly<Record<string, string>> = {
  EACCES: 'check its permissions and those of the folders above it',
  EPERM: 'check its permissions and those of the folders above it',
  ELOOP: 'symbolic links lead in a circle here: remove one of them',
  EISDIR: 'give a file; this is a folder',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EMFILE: 'too many files are open: raise the limit (`ulimit -n`)',
  EIO: 'the device it lies on has a fault: copy it to another one',
  ERR_FS_FILE_TOO_LARGE: 'files of 2 GiB and more cannot be read: split it, or give a folder or zip file of images',
};

/** Devices and pipes might never end. @throws DataError DATA_MISSING, DATA_UNREADABLE */
export async function refuseIrregular(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (found.isFile() || found.isDirectory()) return;
  throw new DataError({
    code: 'DATA_UNREADABLE',
    path,
    message: `${path} is a device or a pipe`,
    hint: 'give a file or a folder',
  });
}

/** A regular file's bytes. @throws DataError naming the file */
export async function readWhole(path: string): Promise<Buffer> {
  await refuseIrregular(path);
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
}

/**
 * A file's bytes, unpacked if they are gzip (by content, not by name).
 * @param sizeOf bytes that a file which begins like this has: one that unpacks to more is refused before it fills the memory
 * @throws DataError naming the file
 */
export async function readBytes(
  path: string,
  sizeOf: (start: Uint8Array) => number | undefined = () => undefined,
): Promise<Uint8Array> {
  const bytes = await readWhole(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const start = gunzipSync(bytes.subarray(0, firstPacked), { finishFlush: constants.Z_SYNC_FLUSH });
    const expected = sizeOf(start) ?? largestUnpacked;
    // one byte more, so that what is too long still reads as too long
    return gunzipSync(bytes, { maxOutputLength: Math.min(largestUnpacked, Math.max(start.length, expected + 1)) });
  } catch (error) {
    const isBomb = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new DataError({
      code: 'DATA_GZIP_BROKEN',
      path,
      message: isBomb
        ? `${path} unpacks to more than its header says`
        : `${path} is not a complete gzip file (${error instanceof Error ? error.message : String(error)})`,
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
        hint: hints[error.code ?? ''] ?? 'copy it to another place and try again',
      });
}
