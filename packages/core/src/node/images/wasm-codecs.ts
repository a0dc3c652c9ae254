import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import decodeJpegFile, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import decodeWebpFile, { init as initWebp } from '@jsquash/webp/decode.js';
import type { Rgba } from './rgba.ts';

/** The decoders construct the browser's `ImageData`; in Node a record of the same three fields does. */
class ImageRecord implements Rgba {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

const complaints: string[] = [];
let queue: Promise<unknown> | undefined;

async function load(): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const options = (file: string) => ({
    wasmBinary: new Uint8Array(readFileSync(resolve(file))).buffer,
    print: () => undefined,
    printErr: (line: string) => void complaints.push(line),
  });
  if (!('ImageData' in globalThis)) Object.assign(globalThis, { ImageData: ImageRecord });
  await initJpeg(options('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
  await initWebp(options('@jsquash/webp/codec/dec/webp_dec.wasm'));
}

/**
 * Runs a decoder, one at a time, and reads what it prints to its error output: a cut-off JPEG is otherwise silently
 * half grey, and a rejected one throws a number.
 */
function decode(run: () => Promise<Rgba>): Promise<Rgba> {
  const result = (queue ?? load()).then(async () => {
    complaints.length = 0;
    const decoded = await run().catch(() => undefined);
    const fatal =
      decoded === undefined
        ? (complaints[0] ?? 'its content is broken')
        : complaints.find((line) => /premature end/i.test(line));
    if (decoded === undefined || fatal !== undefined) throw new Error(fatal);
    return decoded;
  });
  queue = result.catch(() => undefined);
  return result;
}

/** A JPEG file's pixels, turned as its EXIF orientation says. Throws an `Error` that says why it cannot be decoded. */
export function decodeJpeg(bytes: Uint8Array): Promise<Rgba> {
  return decode(() => decodeJpegFile(ownBuffer(bytes), { preserveOrientation: true }));
}

/** A still WebP file's pixels. Throws an `Error` that says why it cannot be decoded. */
export function decodeWebp(bytes: Uint8Array): Promise<Rgba> {
  return decode(() => decodeWebpFile(ownBuffer(bytes)));
}

/** The decoders take a whole ArrayBuffer; a Node buffer may be a window into a shared pool. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
