import { depthOfBlock, evenBlocks, multiplyBlocked } from './blocked-product.ts';
import { packAlong, packAcross, wholePanels, writeRows } from './packing.ts';
import { writeWindows, type Windows } from './windows.ts';
import { float } from './panels.ts';
import type { Workspace } from './workspace.ts';

/** A piece of the depth: some taps with all channels, or some channels of one tap. */
interface Piece {
  readonly taps: readonly [from: number, to: number];
  readonly channels: readonly [from: number, to: number];
}

/** Splits taps × channels so that a piece is not much deeper than a block. */
function piecesOf(taps: number, channels: number): readonly Piece[] {
  const ranges = (length: number, most: number): readonly (readonly [number, number])[] => {
    let from = 0;
    return evenBlocks(length, most).map((size) => [from, (from += size)] as const);
  };
  const byTap = ranges(taps, Math.max(1, Math.floor(depthOfBlock / channels)));
  return byTap.flatMap((range) => ranges(channels, depthOfBlock).map((part) => ({ taps: range, channels: part })));
}

/** The filter of a correlation: [taps, C, N] on the heap, or [taps, N, C] if `transposed`. */
export interface Filter {
  readonly address: number;
  readonly outputs: number;
  readonly transposed: boolean;
  /** The filter's own number of each tap of the windows. */
  readonly taps: readonly number[];
}

/** Correlates every window with the filter; `placeOf` tells where the outputs of a window go. */
export function correlate(
  workspace: Workspace,
  windows: Windows,
  filter: Filter,
  placeOf: (window: number) => number,
): void {
  const { grid, image } = windows;
  const { outputs } = filter;
  const { channels } = image;
  const pieces = piecesOf(windows.taps.length, channels);
  const depthOf = ({ taps, channels: part }: Piece): number => (taps[1] - taps[0]) * (part[1] - part[0]);
  const mostTaps = Math.max(...pieces.map(({ taps }) => taps[1] - taps[0]));
  const pack = (side: 'left' | 'right', { taps, channels: part }: Piece, members: number): void =>
    packAlong(workspace, side, {
      members,
      taps: taps[1] - taps[0],
      offset: part[0] * float,
      length: part[1] - part[0],
    });
  multiplyBlocked(workspace, {
    rows: grid.batch * grid.height * grid.width,
    columns: outputs,
    depths: pieces.map(depthOf),
    tableBytes: 4 * Math.max(mostTaps * 1024, ...pieces.map(depthOf)),
    zeroBytes: channels * float,
    packLeft: (block, first, count) => {
      const piece = pieces[block];
      if (!piece) return;
      const members = wholePanels('left', count);
      writeWindows(workspace, windows, [first, count, members], piece.taps);
      pack('left', piece, members);
    },
    packRight: (block, first, count) => {
      const piece = pieces[block];
      if (!piece) return;
      const addressOf = (tap: number, row: number, stride: number): number =>
        filter.address + ((filter.taps[tap] ?? 0) * channels * outputs + row * stride) * float;
      if (filter.transposed) {
        const members = wholePanels('right', count);
        writeTaps(workspace, piece.taps, members, (tap, member) =>
          addressOf(tap, first + Math.min(member, count - 1), channels),
        );
        pack('right', piece, members);
      } else {
        const length = piece.channels[1] - piece.channels[0];
        writeTaps(workspace, piece.taps, length, (tap, channel) =>
          addressOf(tap, piece.channels[0] + channel, outputs),
        );
        packAcross(workspace, 'right', { members: count, depth: depthOf(piece), offset: first * float });
      }
    },
    placeOf,
  });
}

function writeTaps(
  { integers, addressOf }: Workspace,
  [from, to]: readonly [number, number],
  length: number,
  addressAt: (tap: number, index: number) => number,
): void {
  const heap = integers();
  let at = addressOf('table') / 4;
  for (let tap = from; tap < to; tap++) for (let index = 0; index < length; index++) heap[at++] = addressAt(tap, index);
}

/**
 * The gradient of a correlation by its filter: for each tap and channel, what the windows see there times `gradient`
 * [windows, N], summed over the windows. Written to `out` as [taps, C, N].
 */
export function correlationFilterGradient(
  workspace: Workspace,
  windows: Windows,
  gradient: { readonly address: number; readonly outputs: number },
  out: number,
): void {
  const { grid, image, taps } = windows;
  const { outputs } = gradient;
  const { channels } = image;
  const padded = wholePanels('left', channels);
  const depths = evenBlocks(grid.batch * grid.height * grid.width, depthOfBlock);
  const starts = depths.map((_, block) => depths.slice(0, block).reduce((sum, depth) => sum + depth, 0));
  const mostTaps = Math.min(taps.length, Math.ceil(128 / padded) + 1);
  multiplyBlocked(workspace, {
    rows: taps.length * padded,
    columns: outputs,
    depths,
    tableBytes: 4 * mostTaps * Math.max(...depths),
    zeroBytes: channels * float,
    packLeft: (block, first, count) => {
      const [start = 0, depth = 0] = [starts[block], depths[block]];
      const [firstTap, lastTap] = [Math.floor(first / padded), Math.floor((first + count - 1) / padded)];
      writeWindows(workspace, windows, [start, depth, depth], [firstTap, lastTap + 1]);
      for (let tap = firstTap; tap <= lastTap; tap++) {
        const from = Math.max(first, tap * padded);
        const to = Math.min(first + count, (tap + 1) * padded);
        const channel = from - tap * padded;
        packAcross(workspace, 'left', {
          members: Math.min(channels, to - tap * padded) - channel,
          depth,
          offset: channel * float,
          list: tap - firstTap,
          panel: (from - first) / 4,
        });
      }
    },
    packRight: (block, first, count) => {
      const [start = 0, depth = 0] = [starts[block], depths[block]];
      writeRows(workspace, gradient.address + start * outputs * float, outputs, depth);
      packAcross(workspace, 'right', { members: count, depth, offset: first * float });
    },
    placeOf: (row) => {
      const [tap, channel] = [Math.floor(row / padded), row % padded];
      return channel < channels ? out + (tap * channels + channel) * outputs * float : undefined;
    },
  });
}
