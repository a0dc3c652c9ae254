// As much of the protocol buffers' wire format as events need.

const varint = (value: number | bigint): Uint8Array => {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
};

const tag = (field: number, wire: 0 | 1 | 2 | 5): Uint8Array => varint(field * 8 + wire);

/** Whole numbers, 0 or more. */
export const whole = (field: number, value: number): Uint8Array => Buffer.concat([tag(field, 0), varint(value)]);

export const double = (field: number, value: number): Uint8Array => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), bytes]);
};

export const float = (field: number, value: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, 5), bytes]);
};

/** Text, bytes, or a message of these parts. */
export const block = (field: number, content: string | Uint8Array | readonly Uint8Array[]): Uint8Array => {
  const bytes =
    typeof content === 'string' || content instanceof Uint8Array ? Buffer.from(content) : Buffer.concat(content);
  return Buffer.concat([tag(field, 2), varint(bytes.length), bytes]);
};
