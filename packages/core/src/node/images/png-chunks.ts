import { inflateSync } from 'node:zlib';

const signature = 8;
/** What the pixels need. Everything else is left out: a colour profile is packed, and may be a bomb of its own. */
const needed = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** No packed byte gives more than this. */
const mostPerByte = 1032;
/** Unpacked data that is looked at no further. */
const harmless = 2 ** 26;

/** Bytes that the pixels have unpacked, a filter byte for each row; of interlaced files a little less than that. */
const unpackedSize = (header: Buffer): number => {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = (header[8] ?? 0) * (channels[header[9] ?? 0] ?? 4);
  return height * (1 + Math.ceil((width * bits) / 8));
};

/**
 * The chunks of a PNG file that its pixels need. A file that is cut off gives those before the cut.
 * @throws Error where its data unpacks to much more than its header says: a decompression bomb
 */
export const neededChunks = (file: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const kept = [bytes.subarray(0, signature)];
  const packed: Buffer[] = [];
  let size = Number.POSITIVE_INFINITY;
  for (let at = signature; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, end - 4);
    if (needed.has(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IHDR' && data.length >= 13) size = unpackedSize(data);
    if (type === 'IDAT') packed.push(data);
    at = end;
  }
  const length = packed.reduce((sum, part) => sum + part.length, 0);
  if (length * mostPerByte > harmless) refuseBomb(packed, 2 * size + harmless);
  return Buffer.concat(kept);
};

const refuseBomb = (packed: readonly Buffer[], most: number): void => {
  if (!Number.isFinite(most)) return;
  try {
    inflateSync(Buffer.concat(packed), { maxOutputLength: most });
  } catch (error) {
    // what else is wrong with the data, the decoder tells
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new Error('its data unpacks to more than its header says', { cause: error });
  }
};
