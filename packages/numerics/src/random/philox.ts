/** The 64-bit key of a Philox generator, as two unsigned words. */
export type PhiloxKey = readonly [number, number];
/** The three upper words of the 128-bit counter; the lowest word counts blocks. */
export type PhiloxPlace = readonly [number, number, number];

const rounds = 10;

/**
 * Fills `out` with Philox4x32-10 (Salmon et al., SC'11): four words a block, block `b` being a pure function of
 * the key, the place and `b`.
 *
 * @param firstBlock lowest counter word of the first block; a later part of the same sequence starts at a later block
 */
export function philox(out: Uint32Array, key: PhiloxKey, place: PhiloxPlace, firstBlock = 0): void {
  const { imul } = Math;
  const [place1, place2, place3] = place;
  for (let offset = 0, block = firstBlock; offset < out.length; offset += 4, block++) {
    let x0 = block | 0;
    let x1 = place1 | 0;
    let x2 = place2 | 0;
    let x3 = place3 | 0;
    let k0 = key[0] | 0;
    let k1 = key[1] | 0;
    for (let round = 0; round < rounds; round++) {
      // 32×32 → 64-bit products from 16-bit halves: JavaScript has no integer multiplication that keeps the high word
      const low0 = x0 & 0xffff;
      const high0 = x0 >>> 16;
      const cross0 = (imul(0x1f53, high0) + (imul(0x1f53, low0) >>> 16)) | 0;
      const middle0 = (imul(0xd251, low0) + (cross0 & 0xffff)) | 0;
      const product0 = (imul(0xd251, high0) + (cross0 >>> 16) + (middle0 >>> 16)) | 0;
      const low2 = x2 & 0xffff;
      const high2 = x2 >>> 16;
      const cross2 = (imul(0x8d57, high2) + (imul(0x8d57, low2) >>> 16)) | 0;
      const middle2 = (imul(0xcd9e, low2) + (cross2 & 0xffff)) | 0;
      const product2 = (imul(0xcd9e, high2) + (cross2 >>> 16) + (middle2 >>> 16)) | 0;
      const next0 = product2 ^ x1 ^ k0;
      const next2 = product0 ^ x3 ^ k1;
      x1 = imul(0xcd9e8d57, x2);
      x3 = imul(0xd2511f53, x0);
      x0 = next0;
      x2 = next2;
      k0 = (k0 + 0x9e3779b9) | 0;
      k1 = (k1 + 0xbb67ae85) | 0;
    }
    out[offset] = x0;
    out[offset + 1] = x1;
    out[offset + 2] = x2;
    out[offset + 3] = x3;
  }
}
