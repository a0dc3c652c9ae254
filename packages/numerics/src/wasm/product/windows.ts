import { float } from './panels.ts';
import type { Workspace } from './workspace.ts';

/** A filter's tap: where it looks, relative to the first pixel of a window. */
export interface Tap {
  readonly y: number;
  readonly x: number;
}

/** Windows that slide over images [B, H, W, C] on the heap: one for each place of a grid, its taps outside the image see zeros. */
export interface Windows {
  readonly address: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  readonly grid: { readonly batch: number; readonly height: number; readonly width: number };
  readonly stride: { readonly height: number; readonly width: number };
  readonly taps: readonly Tap[];
}

/**
 * Writes the table with the address of the pixel under each tap (`from` to `to`) for windows `first … first + count`: one list of `padded`
 * addresses for each tap. Pixels outside, and members behind the last, stand at the zeros.
 */
export function writeWindows(
  { integers, addressOf }: Workspace,
  { address, image, grid, stride, taps }: Windows,
  [first, count, padded]: readonly [number, number, number],
  [from, to]: readonly [number, number],
): void {
  const heap = integers();
  const zeros = addressOf('zeros');
  const pixel = image.channels * float;
  let at = addressOf('table') / 4;
  for (let tap = from; tap < to; tap++) {
    const { y: down = 0, x: across = 0 } = taps[tap] ?? {};
    // windows of one row of the grid look at one row of the image
    for (let member = 0; member < count;) {
      const row = Math.floor((first + member) / grid.width);
      const column = first + member - row * grid.width;
      const end = Math.min(count, member + grid.width - column);
      const y = (row % grid.height) * stride.height + down;
      const start = address + (Math.floor(row / grid.height) * image.height + y) * image.width * pixel;
      const isInside = y >= 0 && y < image.height;
      for (let x = column * stride.width + across; member < end; member++, x += stride.width)
        heap[at++] = isInside && x >= 0 && x < image.width ? start + x * pixel : zeros;
    }
    for (let member = count; member < padded; member++) heap[at++] = zeros;
  }
}
