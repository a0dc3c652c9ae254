import { maskedCrc } from './crc32c.ts';
import { block, double, float, whole } from './protobuf.ts';

/** A TFRecord: length and content, each with its checksum. */
const record = (content: Uint8Array): Uint8Array => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(content.length));
  const sums = Buffer.alloc(8);
  sums.writeUInt32LE(maskedCrc(length), 0);
  sums.writeUInt32LE(maskedCrc(content), 4);
  return Buffer.concat([length, sums.subarray(0, 4), content, sums.subarray(4)]);
};

/** Fields of `tensorboard.Event` (event.proto) and `tensorboard.Summary` (summary.proto). */
const event = (seconds: number, step: number, what: Uint8Array): Uint8Array =>
  record(Buffer.concat([double(1, seconds), whole(2, step), what]));

const summary = (values: readonly Uint8Array[]): Uint8Array =>
  block(
    5,
    values.map((value) => block(1, value)),
  );

/** The first record of every file. @param seconds since 1970 */
export const fileVersion = (seconds: number): Uint8Array =>
  record(Buffer.concat([double(1, seconds), block(3, 'brain.Event:2')]));

/** Makes readers drop what they have of this step or later. */
export const sessionStart = (seconds: number, step: number): Uint8Array => event(seconds, step, block(7, whole(1, 1)));

export const scalars = (seconds: number, step: number, numbers: Readonly<Record<string, number>>): Uint8Array =>
  event(
    seconds,
    step,
    summary(Object.entries(numbers).map(([name, value]) => Buffer.concat([block(1, name), float(2, value)]))),
  );

/** @param png its size is read from its header */
export const image = (seconds: number, step: number, name: string, png: Uint8Array): Uint8Array => {
  const header = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [header.readUInt32BE(16), header.readUInt32BE(20)];
  const rgb = 3;
  const content = block(4, [whole(1, height), whole(2, width), whole(3, rgb), block(4, png)]);
  return event(seconds, step, summary([Buffer.concat([block(1, name), content])]));
};

/** Text as TensorBoard's text plugin shows it: Markdown. */
export const text = (seconds: number, step: number, name: string, markdown: string): Uint8Array => {
  const string = 7;
  const shape = block(2, [block(2, whole(1, 1))]);
  const tensor = block(8, [whole(1, string), shape, block(8, markdown)]);
  const metadata = block(9, [block(1, block(1, 'text'))]);
  return event(seconds, step, summary([Buffer.concat([block(1, `${name}/text_summary`), metadata, tensor])]));
};
