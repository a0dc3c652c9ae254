import { DataError } from '../../data/errors.ts';
import type { ImageShape } from '../../data/dataset.ts';

export interface IdxImages extends ImageShape {
  readonly count: number;
  readonly pixels: Uint8Array;
}

const unsignedByte = 0x08;

/** Bytes that an IDX file of bytes which begins like this has. */
export function idxSize(start: Uint8Array): number | undefined {
  const [zero, alsoZero, type, rank = 0] = start;
  const header = 4 + 4 * rank;
  if (zero !== 0 || alsoZero !== 0 || type !== unsignedByte || start.length < header) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return (
    Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index)).reduce(
      (product, dimension) => product * dimension,
      1,
    ) + header
  );
}

/**
 * Reads the IDX format of MNIST: two zero bytes, a type byte, the number of dimensions, each dimension as big-endian
 * uint32, then the values. Accepts `[count, height, width]` (grey) and `[count, height, width, channels]` of unsigned
 * bytes. Throws a `DataError` that says what is wrong with `path`.
 */
export function parseIdxImages(bytes: Uint8Array, path: string): IdxImages {
  const problem = (code: string, message: string, hint: string) =>
    new DataError({ code, path, message: `${path} ${message}`, hint });
  const [zero, alsoZero, type, rank = 0] = bytes;
  if (bytes.length < 4 || zero !== 0 || alsoZero !== 0) {
    const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
    throw problem(
      'DATA_IDX_MAGIC',
      `is not an IDX file: it starts with ${start || 'nothing'} instead of 00000803`,
      'give the file that MNIST calls …-images-idx3-ubyte',
    );
  }
  if (type !== unsignedByte) {
    throw problem(
      'DATA_IDX_TYPE',
      `holds values of type 0x${type?.toString(16).padStart(2, '0')}, not unsigned bytes (0x08)`,
      'write the images as bytes 0…255',
    );
  }
  if (rank === 1) {
    throw problem(
      'DATA_IDX_LABELS',
      'holds labels, not images',
      'give the images file beside it (…-images-idx3-ubyte)',
    );
  }
  if (rank !== 3 && rank !== 4) {
    throw problem(
      'DATA_IDX_RANK',
      `has ${rank} dimensions; images have 3 (count, height, width) or 4 (with channels)`,
      'write it as [count, height, width] or [count, height, width, channels]',
    );
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw problem(
      'DATA_IDX_LENGTH',
      `ends inside its header (${bytes.length} bytes)`,
      'copy or download the file again',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimension = (index: number) => view.getUint32(4 + 4 * index);
  const [count, height, width, channels] = [dimension(0), dimension(1), dimension(2), rank === 4 ? dimension(3) : 1];
  if (channels !== 1 && channels !== 3) {
    throw problem(
      'DATA_IDX_CHANNELS',
      `has ${channels} channels; images have 1 (grey) or 3 (RGB)`,
      'write it with 1 or 3 channels',
    );
  }
  const expected = header + count * height * width * channels;
  if (count * height * width === 0) throw problem('DATA_EMPTY', 'holds no images', 'choose another file');
  if (bytes.length !== expected) {
    throw problem(
      'DATA_IDX_LENGTH',
      `has ${bytes.length} bytes, but ${count} images of ${height}×${width}×${channels} need ${expected}`,
      bytes.length < expected
        ? 'the file is cut off: copy or download it again'
        : 'the file has something after its images: write it again',
    );
  }
  return { count, height, width, channels, pixels: bytes.subarray(header) };
}
