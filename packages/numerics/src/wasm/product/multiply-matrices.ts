import { depthOfBlock, evenBlocks, multiplyBlocked } from './blocked-product.ts';
import { packAcross, packAlong, wholePanels, writeRows, type Side } from './packing.ts';
import { float } from './panels.ts';
import type { Workspace } from './workspace.ts';

/** A matrix on the heap, row after row, and whether its transpose is meant. */
export interface StoredMatrix {
  readonly address: number;
  readonly transposed: boolean;
}

/** out[m, n] = a[m, k] · b[k, n]. The result must lie outside both operands. */
export function multiplyMatrices(
  workspace: Workspace,
  [a, b]: readonly [StoredMatrix, StoredMatrix],
  out: number,
  [m, k, n]: readonly [number, number, number],
): void {
  const depths = evenBlocks(k, depthOfBlock);
  const starts = depths.map((_, block) => depths.slice(0, block).reduce((sum, depth) => sum + depth, 0));
  /** A side whose members are the rows of a stored matrix, or its columns. */
  const pack =
    (side: Side, { address }: StoredMatrix, membersAreRows: boolean, size: number) =>
    (block: number, first: number, count: number): void => {
      const [start = 0, depth = 0] = [starts[block], depths[block]];
      if (membersAreRows) {
        const members = wholePanels(side, count);
        writeRows(workspace, address + first * k * float, k, count, members);
        packAlong(workspace, side, { members, taps: 1, offset: start * float, length: depth });
      } else {
        writeRows(workspace, address + start * size * float, size, depth);
        packAcross(workspace, side, { members: count, depth, offset: first * float });
      }
    };
  multiplyBlocked(workspace, {
    rows: m,
    columns: n,
    depths,
    tableBytes: 4096 * 2,
    packLeft: pack('left', a, !a.transposed, m),
    packRight: pack('right', b, b.transposed, n),
    placeOf: (row) => out + row * n * float,
  });
}
