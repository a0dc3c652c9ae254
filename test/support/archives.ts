import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** A zip file as the format's text describes it. A flipped checksum makes an entry broken. */
export const zipOf = (
  files: Readonly<Record<string, Uint8Array>>,
  { stored = false, flip = '' }: { readonly stored?: boolean; readonly flip?: string } = {},
): Buffer => {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = stored ? Buffer.from(content) : deflateRawSync(content);
    const checksum = (crc32(content) ^ (name === flip ? 1 : 0)) >>> 0;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(checksum, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const central = Buffer.alloc(46);
    central.write('PK\u0001\u0002', 0, 'latin1');
    common.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    parts.push(local);
    list.push(Buffer.concat([central, Buffer.from(name)]));
    offset += local.length;
  }
  const central = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
};

/** What `npm pack` writes: a gzip tar with everything below `package/`. */
export const tarballOf = (files: Readonly<Record<string, Uint8Array>>): Buffer => {
  const parts = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(`package/${name}`, 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0ustar\u000000', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]));
};

/** What `numpy.save` writes. */
export const npyOf = (
  shape: readonly number[],
  values: Uint8Array | Float32Array | Float64Array,
  { order = 'False', type }: { readonly order?: string; readonly type?: string } = {},
): Buffer => {
  const told = type ?? (values instanceof Uint8Array ? '|u1' : values instanceof Float32Array ? '<f4' : '<f8');
  const text = `{'descr': '${told}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')},), }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, Buffer.from(header), Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
};

/** MNIST's format: bytes of the given dimensions. */
export const idxOf = (dimensions: readonly number[], values: Uint8Array, type = 8): Buffer => {
  const header = Buffer.alloc(4 + dimensions.length * 4);
  header.set([0, 0, type, dimensions.length]);
  dimensions.forEach((dimension, index) => header.writeUInt32BE(dimension, 4 + index * 4));
  return Buffer.concat([header, values]);
};
