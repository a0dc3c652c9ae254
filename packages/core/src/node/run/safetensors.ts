/** Float32 tensors by name. */
export type NamedTensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

const alignment = 8;

/** Encodes in the safetensors format: an 8-byte header length, a JSON header, then the data, little-endian. */
export const encodeSafetensors = (tensors: NamedTensors): Uint8Array => {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / alignment) * alignment;
  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
};

const isEntry = (value: unknown): value is { dtype: string; shape: number[]; data_offsets: [number, number] } => {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data_offsets: offsets } = value as Readonly<Record<string, unknown>>;
  const whole = (list: unknown): boolean =>
    Array.isArray(list) && list.every((each) => Number.isSafeInteger(each) && each >= 0);
  return typeof dtype === 'string' && whole(shape) && whole(offsets) && (offsets as readonly number[]).length === 2;
};

/** Reads float32 safetensors. @throws Error that says what is wrong with the file */
export const decodeSafetensors = (bytes: Uint8Array): NamedTensors => {
  if (bytes.length < 8) throw new Error('it is shorter than its header');
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (!Number.isSafeInteger(headerLength) || headerLength > bytes.length - 8)
    throw new Error('its header is longer than the file');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerLength)));
  } catch {
    throw new Error('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new Error('its header is not an object');
  const start = 8 + headerLength;
  const result = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isEntry(entry)) throw new Error(`its entry ${name} is malformed`);
    const [from, to] = entry.data_offsets;
    const count = entry.shape.reduce((product, side) => product * side, 1);
    if (entry.dtype !== 'F32') throw new Error(`${name} is ${entry.dtype}, not F32`);
    if (to - from !== count * 4 || start + to > bytes.length)
      throw new Error(`${name} does not fit its shape or the file`);
    result.set(name, {
      shape: entry.shape,
      values: new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer),
    });
  }
  return result;
};
