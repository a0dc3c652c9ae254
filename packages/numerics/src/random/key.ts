import { philox, type PhiloxKey, type PhiloxPlace } from './philox.ts';

/**
 * The key of a named stream: the seed, then the name's UTF-8 bytes, absorbed sixteen at a time through Philox itself
 * (each block encrypts with the key so far; its output is fed forward).
 */
export function streamKey(seed: number, name: string): PhiloxKey {
  const bytes = new TextEncoder().encode(name);
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / 16) * 16);
  padded.set(bytes);
  // one set bit ends the name, so that a name and the same name with trailing zeros differ
  padded[bytes.length] = 0x80;
  const words = new DataView(padded.buffer);
  const word = (index: number): number => words.getUint32(index * 4, true);
  let key: PhiloxKey = splitInteger(seed);
  const out = new Uint32Array(4);
  for (let index = 0; index < padded.length / 4; index += 4) {
    const place: PhiloxPlace = [word(index + 1), word(index + 2), word(index + 3)];
    philox(out, key, place, word(index));
    const [first = 0, second = 0, third = 0, fourth = 0] = out;
    key = [(first ^ third ^ word(index)) >>> 0, (second ^ fourth ^ word(index + 1)) >>> 0];
  }
  return key;
}

/** Low and high word of a safe integer; negative ones in two's complement. */
export function splitInteger(value: number): readonly [number, number] {
  return [value >>> 0, Math.floor(value / 2 ** 32) >>> 0];
}
