// Writes packages/core/assets/fashion-mnist from the four official files, as Debian's package ships them:
//   apt-get download dataset-fashion-mnist && dpkg -x dataset-fashion-mnist_*.deb fashion
//   node scripts/assets/embed-fashion-mnist.mjs fashion/usr/share/datasets/fashion-mnist
// Takes the first images of each class in file order, keeps the file's order, so that the choice can be repeated.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gunzipSync, gzipSync } from 'node:zlib';

const source = process.argv[2];
if (source === undefined) throw new Error('usage: embed-fashion-mnist.mjs FOLDER-WITH-THE-FOUR-FILES');
const target = fileURLToPath(new URL('../../packages/core/assets/fashion-mnist', import.meta.url));
mkdirSync(target, { recursive: true });

const side = 28;
for (const { split, count, each } of [
  { split: 'train', count: 60_000, each: 400 },
  { split: 't10k', count: 10_000, each: 100 },
]) {
  const images = gunzipSync(readFileSync(join(source, `${split}-images-idx3-ubyte.gz`)));
  const labels = gunzipSync(readFileSync(join(source, `${split}-labels-idx1-ubyte.gz`)));
  if (images.readUInt32BE(0) !== 0x803 || images.readUInt32BE(4) !== count)
    throw new Error(`${split}: not the official images`);
  if (labels.readUInt32BE(0) !== 0x801 || labels.readUInt32BE(4) !== count)
    throw new Error(`${split}: not the official labels`);
  const taken = Array.from({ length: 10 }, () => 0);
  const chosen = [];
  for (let index = 0; index < count; index++) {
    const label = labels[8 + index];
    if (taken[label] < each) {
      taken[label]++;
      chosen.push(index);
    }
  }
  const pixels = Buffer.concat(
    chosen.map((index) => images.subarray(16 + index * side * side, 16 + (index + 1) * side * side)),
  );
  write(`${split}-images-idx3-ubyte.gz`, [0x803, chosen.length, side, side], pixels);
  write(`${split}-labels-idx1-ubyte.gz`, [0x801, chosen.length], Buffer.from(chosen.map((index) => labels[8 + index])));
}

function write(name, header, values) {
  const head = Buffer.alloc(header.length * 4);
  header.forEach((value, index) => head.writeUInt32BE(value, index * 4));
  const plain = Buffer.concat([head, values]);
  const packed = gzipSync(plain, { level: constants.Z_BEST_COMPRESSION });
  writeFileSync(join(target, name), packed);
  console.log(
    name,
    `${header[1]} entries, ${packed.length} bytes, sha256 of the unpacked file ${createHash('sha256').update(plain).digest('hex')}`,
  );
}
