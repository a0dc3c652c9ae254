/** Model values [-1, 1] to bytes 0…255, rounded to the nearest; what lies outside is clamped, as an image file would. */
export function toBytes(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = ((values[i] ?? 0) + 1) * 127.5;
  return new Uint8Array(bytes.buffer);
}

/** Bytes 0…255 to model values [-1, 1]. `toBytes(toFloats(x))` gives x back exactly. */
export function toFloats(bytes: ArrayLike<number>): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = (bytes[i] ?? 0) / 127.5 - 1;
  return values;
}
