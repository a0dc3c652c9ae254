import { float, panelColumns, panelRows } from './panels.ts';
import type { Workspace } from './workspace.ts';

/** What one engine multiplies: where its operands come from and where its rows go. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  /** The depth in blocks, which are summed in this order. */
  readonly depths: readonly number[];
  /** Bytes of tables that packing needs. */
  readonly tableBytes: number;
  /** Bytes of zeros that packing needs. */
  readonly zeroBytes?: number;
  /** Packs rows `first … first + count` of a block of the left operand, in panels of 4. */
  readonly packLeft: (block: number, first: number, count: number) => void;
  /** Packs columns `first … first + count` of a block of the right operand, in panels of 8. */
  readonly packRight: (block: number, first: number, count: number) => void;
  /** Address of a row of the result; nothing for a row that only fills a panel. */
  readonly placeOf: (row: number) => number | undefined;
}

/** Numbers of a block along the depth: a panel of 8 columns then takes 16 KiB of the first cache. */
export const depthOfBlock = 512;
const rowsOfBlock = 128;
const leastRows = 32;
/** Multiply-adds of a block along the depth from which waking other threads pays. */
const worthSpreading = 2 ** 20;
const columnsOfBlock = 1024;
const asideHead = 4 * panelRows;

const upTo = (multiple: number, size: number): number => Math.ceil(size / multiple) * multiple;

/** Splits a length into blocks of almost equal size. */
export function evenBlocks(length: number, most: number): readonly number[] {
  const count = Math.ceil(length / most);
  return Array.from(
    { length: count },
    (_, index) => Math.floor(((index + 1) * length) / count) - Math.floor((index * length) / count),
  );
}

/** Rows of one task: few enough that every thread has some. */
const rowsOfTask = ({ threads }: Workspace, rows: number): number =>
  threads === 1
    ? rowsOfBlock
    : Math.min(rowsOfBlock, Math.max(leastRows, upTo(panelRows, Math.ceil(rows / (2 * threads)))));

/**
 * Multiplies block by block. Every number of the result is one sum in the order of the depth, so it does not depend on how
 * many rows and columns there are.
 */
export function multiplyBlocked(workspace: Workspace, product: Product): void {
  const { rows, columns, depths } = product;
  const block = rowsOfTask(workspace, rows);
  const isSpread = rows > block && rows * Math.min(columns, columnsOfBlock) * Math.max(...depths) >= worthSpreading;
  reserve(workspace, product, isSpread);
  const { kernels, addressOf } = workspace;
  const [left, right, aside] = [addressOf('left'), addressOf('right'), addressOf('aside')];
  for (let column = 0; column < columns; column += columnsOfBlock) {
    const width = Math.min(columnsOfBlock, columns - column);
    const [panels, rest] = [Math.floor(width / panelColumns), width % panelColumns];
    depths.forEach((depth, index) => {
      const keep = index > 0 ? 1 : 0;
      product.packRight(index, column, width);
      const compute = (row: number): void => {
        const count = Math.min(block, rows - row);
        const rowPanels = Math.ceil(count / panelRows);
        product.packLeft(index, row, count);
        writePlaces(workspace, product, row, rowPanels * panelRows, column);
        const places = addressOf('rows');
        if (panels > 0) kernels.tiles(left, right, depth, places, 0, rowPanels, panels, keep);
        if (rest > 0) {
          const last = right + panels * panelColumns * depth * float;
          const offset = panels * panelColumns * float;
          kernels.narrowTiles(left, last, depth, places, offset, rowPanels, rest, keep, aside);
        }
      };
      for (let row = 0; row < rows; row += block) {
        if (isSpread) workspace.task(() => compute(row));
        else compute(row);
      }
      workspace.finish();
    });
  }
}

function reserve(
  { reserve: atLeast, addressOf, integers, threads }: Workspace,
  product: Product,
  isSpread: boolean,
): void {
  const depth = Math.max(...product.depths);
  const width = upTo(panelColumns, Math.min(columnsOfBlock, product.columns));
  // the four rows of a narrow tile; whole rows that nobody wants
  const asideBytes = asideHead + panelRows * panelColumns * float + columnsOfBlock * float;
  const sizes = {
    left: rowsOfBlock * depth * float,
    right: width * depth * float,
    table: product.tableBytes,
    rows: rowsOfBlock * 4,
    aside: asideBytes,
    zeros: product.zeroBytes ?? 0,
  };
  atLeast(sizes, isSpread);
  const heap = integers();
  for (let thread = 0; thread < (isSpread ? threads : 1); thread++) {
    const aside = addressOf('aside') + thread * asideBytes;
    for (let row = 0; row < panelRows; row++) heap[aside / 4 + row] = aside + asideHead + row * panelColumns * float;
  }
}

function writePlaces(
  { addressOf, integers }: Workspace,
  product: Product,
  first: number,
  count: number,
  column: number,
): void {
  const heap = integers();
  const at = addressOf('rows') / 4;
  const unwanted = addressOf('aside') + asideHead + panelRows * panelColumns * float;
  for (let index = 0; index < count; index++) {
    const row = first + index;
    const place = row < product.rows ? product.placeOf(row) : undefined;
    heap[at + index] = place === undefined ? unwanted : place + column * float;
  }
}
