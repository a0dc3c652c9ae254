import { float, panelColumns, panelRows } from './panels.ts';
import type { Workspace } from './workspace.ts';

/** The operand that is packed. */
export type Side = 'left' | 'right';

const widthOf: Readonly<Record<Side, number>> = { left: panelRows, right: panelColumns };

/** Members of a side rounded up to whole panels. */
export const wholePanels = (side: Side, members: number): number => Math.ceil(members / widthOf[side]) * widthOf[side];

/** Writes the table with one address for each of `count` rows of a stored matrix; those behind the last repeat it. */
export function writeRows(
  { integers, addressOf }: Workspace,
  first: number,
  stride: number,
  count: number,
  padded = count,
): void {
  const heap = integers();
  const at = addressOf('table') / 4;
  for (let row = 0; row < padded; row++) heap[at + row] = first + Math.min(row, count - 1) * stride * float;
}

/**
 * Packs members whose depth lies along memory: `length` numbers from `offset` bytes behind the addresses in the table, for each of
 * `taps` lists of `members` (whole panels) addresses.
 */
export function packAlong(
  { kernels, addressOf }: Workspace,
  side: Side,
  pieces: { readonly members: number; readonly taps: number; readonly offset: number; readonly length: number },
): void {
  const { members, taps, offset, length } = pieces;
  const step = widthOf[side] * float;
  const panels = members / widthOf[side];
  const panelStep = taps * length * step;
  for (let quadruple = 0; quadruple < step; quadruple += panelRows * float) {
    const [table, target] = [addressOf('table') + quadruple, addressOf(side) + quadruple];
    kernels.packAlong(table, step, panels, taps, members * 4, offset, length, target, step, panelStep);
  }
}

/**
 * Packs members that lie side by side: for each of `depth` addresses in the table, `members` numbers from `offset` bytes behind it.
 *
 * @param list which list of `depth` addresses
 * @param panel where on its side the first panel goes
 */
export function packAcross(
  { kernels, addressOf }: Workspace,
  side: Side,
  pieces: {
    readonly members: number;
    readonly depth: number;
    readonly offset: number;
    readonly list?: number;
    readonly panel?: number;
  },
): void {
  const { members, depth, offset, list = 0, panel = 0 } = pieces;
  const width = widthOf[side];
  const step = width * float;
  const [whole, rest] = [Math.floor(members / width), members % width];
  const table = addressOf('table') + list * depth * 4;
  const target = addressOf(side) + panel * depth * step;
  const pack = side === 'left' ? kernels.packAcross4 : kernels.packAcross8;
  if (whole > 0) pack(table, offset, depth, target, whole);
  if (rest > 0) kernels.packNarrow(table, offset + whole * step, depth, target + whole * depth * step, rest, step);
}
