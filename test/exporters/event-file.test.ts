import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc } from '../../packages/exporters/src/tensorboard/crc32c.ts';
import { fileVersion, scalars } from '../../packages/exporters/src/tensorboard/event-file.ts';

describe('checksums', () => {
  it('are CRC-32C: the check values of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3_06_92_83);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a_91_36_aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62_a8_ab_43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46_dd_79_4e);
  });
});

describe('an event file', () => {
  it('is a chain of records whose checksums hold', () => {
    const bytes = Buffer.concat([fileVersion(1), scalars(2, 3, { 'loss/generator': 0.5, 'loss/discriminator': 1 })]);
    const contents: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = Number(bytes.readBigUInt64LE(at));
      expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc(bytes.subarray(at, at + 8)));
      const content = bytes.subarray(at + 12, at + 12 + length);
      expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc(content));
      contents.push(content);
      at += 16 + length;
    }
    expect(contents.map((content) => content.toString('latin1'))).toEqual([
      expect.stringContaining('brain.Event:2'),
      expect.stringContaining('loss/generator'),
    ]);
  });
});
