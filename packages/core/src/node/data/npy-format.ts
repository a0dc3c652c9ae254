import { DataError } from '../../data/errors.ts';
import type { IdxImages } from './idx-format.ts';

/** Bytes of a value, and how it is read. */
const types: Readonly<Record<string, readonly [number, (view: DataView, at: number) => number]>> = {
  '|u1': [1, (view, at) => view.getUint8(at)],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
};

/** What the header says, a Python dictionary: {'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), } */
const parseHeader = (text: string) => {
  const type = /'descr'\s*:\s*'([^']*)'/u.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/u.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([^)]*)\)/u.exec(text)?.[1];
  if (type === undefined || order === undefined || shape === undefined) return undefined;
  const sides = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  if (!sides.every((side) => Number.isSafeInteger(side) && side >= 0)) return undefined;
  return { type, fortran: order === 'True', shape: sides };
};

const opened = (bytes: Uint8Array) => {
  if (bytes.length < 12 || bytes[0] !== 0x93 || Buffer.from(bytes.subarray(1, 6)).toString('latin1') !== 'NUMPY')
    return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const old = bytes[6] === 1;
  const start = (old ? 10 : 12) + (old ? view.getUint16(8, true) : view.getUint32(8, true));
  return { view, start, header: parseHeader(Buffer.from(bytes.subarray(old ? 10 : 12, start)).toString('latin1')) };
};

/** Bytes that an `.npy` file which begins like this has. */
export function npySize(bytes: Uint8Array): number | undefined {
  const found = opened(bytes);
  const size = types[found?.header?.type ?? '']?.[0];
  if (found?.header === undefined || size === undefined) return undefined;
  return found.start + found.header.shape.reduce((product, side) => product * side, size);
}

/**
 * Images in NumPy's `.npy` format: `[count, height, width]` (grey) or `[count, height, width, 1 or 3]`, as bytes, or as
 * floats in [0, 1] or [-1, 1]. Throws a `DataError` that says what is wrong with `path`.
 */
export function parseNpyImages(bytes: Uint8Array, path: string): IdxImages {
  const problem = (code: string, message: string, hint: string) =>
    new DataError({ code, path, message: `${path} ${message}`, hint });
  const found = opened(bytes);
  if (found === undefined) throw problem('DATA_NPY_MAGIC', 'is not an .npy file', 'write it with numpy.save');
  const { view, start, header } = found;
  if (header === undefined)
    throw problem('DATA_NPY_MAGIC', 'has a header that cannot be read', 'write it with numpy.save');
  const [size, value] = types[header.type] ?? [];
  if (size === undefined || value === undefined) {
    throw problem(
      'DATA_NPY_TYPE',
      `holds values of type ${header.type}`,
      'allowed: uint8 (|u1), float32 (<f4) and float64 (<f8): array.astype(numpy.uint8)',
    );
  }
  if (header.fortran) {
    throw problem('DATA_NPY_ORDER', 'is stored column by column', 'numpy.save(file, numpy.ascontiguousarray(array))');
  }
  const [count = 0, height = 0, width = 0, channels = 1] = header.shape;
  if (![3, 4].includes(header.shape.length) || ![1, 3].includes(channels)) {
    const planar = header.shape.length === 4 && [1, 3].includes(height);
    throw problem(
      'DATA_NPY_SHAPE',
      `has the shape (${header.shape.join(', ')})`,
      `allowed: (count, height, width) and (count, height, width, 1 or 3)${planar ? ': array.transpose(0, 2, 3, 1)' : ''}`,
    );
  }
  const values = count * height * width * channels;
  if (values === 0) throw problem('DATA_EMPTY', 'holds no images', 'choose another file');
  if (bytes.length !== start + values * size) {
    throw problem(
      'DATA_NPY_LENGTH',
      `has ${bytes.length} bytes, but its shape needs ${start + values * size}`,
      'copy or write it again',
    );
  }
  if (size === 1) return { count, height, width, channels, pixels: bytes.subarray(start) };
  const floats = Float64Array.from({ length: values }, (_, index) => value(view, start + index * size));
  let [low, high] = [Infinity, -Infinity];
  for (const each of floats) [low, high] = [Math.min(low, each), Math.max(high, each)];
  // Written so that NaN is refused, too.
  if (!(low >= -1 && high <= 1)) {
    throw problem(
      'DATA_NPY_RANGE',
      `holds floats from ${low} to ${high}`,
      'allowed: floats in [0, 1] or [-1, 1], or bytes: array.astype(numpy.uint8)',
    );
  }
  const [shift, scale] = low < 0 ? [1, 127.5] : [0, 255];
  const pixels = Uint8Array.from(floats, (each) => Math.round((each + shift) * scale));
  return { count, height, width, channels, pixels };
}
