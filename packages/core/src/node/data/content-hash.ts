import { createHash } from 'node:crypto';
import type { ImageShape } from '../../data/dataset.ts';

/** SHA-256 (hex) over shape and pixels: what `Dataset.hash` holds. */
export function contentHash(pixels: Uint8Array, { height, width, channels }: ImageShape): string {
  return createHash('sha256').update(`images ${height} ${width} ${channels}\n`).update(pixels).digest('hex');
}
