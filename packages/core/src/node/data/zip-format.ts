import type { FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { DataError } from '../../data/errors.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local header in the file. */
  readonly offset: number;
}

const signatures = { entry: 0x02014b50, local: 0x04034b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 };
const endBytes = 22;
const largestComment = 0xffff;
const large = 0xffffffff;
/** A picture file that claims to be larger unpacked is a bomb or a mistake. */
const largestEntry = 2 ** 28;

const broken = (path: string, reason: string): DataError =>
  new DataError({
    code: 'DATA_ZIP_BROKEN',
    path,
    message: `${path} cannot be read from its zip file: ${reason}`,
    hint: 'copy or download the zip file again, or unpack it and give the folder',
  });

const window = async (file: FileHandle, start: number, length: number, path: string): Promise<Buffer> => {
  // 64-bit places and lengths of a damaged file, before anything is allocated for them
  if (!(start >= 0 && start + length <= (await file.stat()).size)) throw broken(path, 'it ends too early');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  if (bytesRead < length) throw broken(path, 'it ends too early');
  return buffer;
};

/** Where the list of entries lies, by the record at the end of the file; its 64-bit form where there are many entries. */
const locate = async (file: FileHandle, path: string): Promise<{ readonly start: number; readonly length: number }> => {
  const { size } = await file.stat();
  const from = Math.max(0, size - endBytes - largestComment);
  const tail = await window(file, from, size - from, path);
  let at = tail.length - endBytes;
  while (at >= 0 && tail.readUInt32LE(at) !== signatures.end) at -= 1;
  if (at < 0) throw broken(path, 'the list of its files is missing');
  const locator = at - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === signatures.locator64) {
    const end = await window(file, Number(tail.readBigUInt64LE(locator + 8)), 56, path);
    if (end.readUInt32LE(0) !== signatures.end64) throw broken(path, 'the list of its files is damaged');
    return { length: Number(end.readBigUInt64LE(40)), start: Number(end.readBigUInt64LE(48)) };
  }
  return { length: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) };
};

/** The 64-bit values of an entry that did not fit into 32 bits, in the order in which the format lists them. */
const wide = (extra: Buffer): readonly number[] => {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    if (extra.readUInt16LE(at) !== 1) continue;
    const values: number[] = [];
    for (let place = at + 4; place + 8 <= end; place += 8) values.push(Number(extra.readBigUInt64LE(place)));
    return values;
  }
  return [];
};

/** Files of a zip archive, folders left out. @throws DataError DATA_ZIP_BROKEN */
export async function listZip(file: FileHandle, path: string): Promise<readonly ZipEntry[]> {
  const { start, length } = await locate(file, path);
  const list = await window(file, start, length, path);
  const entries: ZipEntry[] = [];
  for (let at = 0; at < length;) {
    if (at + 46 > length || list.readUInt32LE(at) !== signatures.entry)
      throw broken(path, 'the list of its files is damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => list.readUInt16LE(at + place));
    const nameEnd = at + 46 + (nameLength ?? 0);
    const name = list.toString('utf8', at + 46, nameEnd);
    const wider = [...wide(list.subarray(nameEnd, nameEnd + (extraLength ?? 0)))];
    const read = (place: number): number => {
      const value = list.readUInt32LE(at + place);
      return value === large ? (wider.shift() ?? large) : value;
    };
    const size = read(24);
    const packed = read(20);
    const offset = read(42);
    if (!name.endsWith('/'))
      entries.push({
        name,
        method: list.readUInt16LE(at + 10),
        encrypted: (list.readUInt16LE(at + 8) & 1) === 1,
        checksum: list.readUInt32LE(at + 16),
        packed,
        size,
        offset,
      });
    at = nameEnd + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return entries;
}

/** The unpacked content of one entry, its checksum compared. @throws DataError DATA_ZIP_BROKEN */
export async function readZip(file: FileHandle, entry: ZipEntry, path: string): Promise<Uint8Array> {
  const { name, method, checksum, packed, size, offset } = entry;
  const where = `${path}/${name}`;
  if (entry.encrypted) throw broken(where, 'it is encrypted');
  if (method !== 0 && method !== 8)
    throw broken(where, `it is packed by method ${method}; stored and deflate can be read`);
  if (Math.max(packed, size) > largestEntry) throw broken(where, `it is ${size} bytes, more than ${largestEntry}`);
  const local = await window(file, offset, 30, where);
  if (local.readUInt32LE(0) !== signatures.local) throw broken(where, 'it is not where the list says');
  const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const bytes = await window(file, start, packed, where);
  const content = method === 0 ? bytes : inflate(bytes, size, where);
  if (content.length !== size || crc32(content) !== checksum) throw broken(where, 'its checksum does not match');
  return content;
}

function inflate(bytes: Buffer, size: number, where: string): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw broken(where, error instanceof Error ? error.message : String(error));
  }
}
