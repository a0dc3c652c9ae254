import { WebAssembly, type WasmMemory } from '../wasm/web-assembly.ts';
import { double, float64Module, panel } from './kernels.ts';

/** Row-major numbers. */
export type Numbers = Float32Array | Float64Array;

interface Kernels {
  readonly tiles: (left: number, right: number, bytes: number, result: number, stride: number, panels: number) => void;
}

const page = 65_536;
/** As many numbers of a row are packed at a time as let a block of panels stay in the second cache. */
const deepest = 512;
const block = 128;

const padded = (count: number): number => Math.ceil(count / panel) * panel;

interface Bench {
  readonly memory: WasmMemory;
  readonly kernels: Kernels;
}

let bench: Bench | undefined;

const openBench = (): Bench => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(float64Module()), { engine: { memory } });
  return { memory, kernels: exports as Kernels };
};

/** Where two packed operands and a result lie while they are multiplied. Valid until the next one is laid. */
interface Table {
  /** `deepest` numbers of each row, in panels. */
  readonly left: Float64Array;
  /** That of `left` where an operand is multiplied with itself. */
  readonly right: Float64Array;
  /** Row-major; rows and columns are padded to whole panels. */
  readonly result: Float64Array;
  /** Adds the products of rows packed so deep; of a square only tiles that reach the diagonal or lie above it. */
  readonly multiply: (depth: number) => void;
}

const lay = (height: number, width: number, square: boolean): Table => {
  bench ??= openBench();
  const { memory, kernels } = bench;
  const left = 0;
  const right = square ? left : height * deepest * double;
  const result = right + width * deepest * double;
  const missing = result + height * width * double - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
  const stride = width * double;
  return {
    left: new Float64Array(memory.buffer, left, height * deepest),
    right: new Float64Array(memory.buffer, right, width * deepest),
    result: new Float64Array(memory.buffer, result, height * width),
    multiply: (depth) => {
      const bytes = depth * panel * double;
      for (let column = 0; column < width; column += block) {
        const end = Math.min(width, column + block);
        for (let row = 0; row < height; row += panel) {
          const first = square ? Math.max(column, row) : column;
          if (first >= end) break;
          kernels.tiles(
            left + (row / panel) * bytes,
            right + (first / panel) * bytes,
            bytes,
            result + row * stride + first * double,
            stride,
            (end - first) / panel,
          );
        }
      }
    },
  };
};

/** Panels of four rows, number by number: `depth` numbers from `at` of rows that are `length` long. */
const packRows = (target: Float64Array, values: Numbers, length: number, at: number, depth: number): void => {
  const rows = values.length / length;
  for (let row = 0; row < rows; row += 1) {
    let to = Math.floor(row / panel) * panel * depth + (row % panel);
    for (let from = row * length + at, end = from + depth; from < end; from += 1, to += panel) {
      target[to] = values[from] ?? 0;
    }
  }
};

/**
 * left · rightᵀ in float64: every inner product of a row of one with a row of the other. Never fused, always summed in the same order:
 * the same bits on every processor.
 *
 * @param left row-major, `length` numbers a row
 * @param right the same; when it is `left` itself, half of the work is spared
 * @returns row-major, as many rows as `left` and columns as `right` has
 */
export const rowProducts = (left: Numbers, right: Numbers, length: number): Float64Array => {
  const [rows, columns] = [left.length / length, right.length / length];
  const square = left === right;
  const table = lay(padded(rows), padded(columns), square);
  table.result.fill(0);
  for (let at = 0; at < length; at += deepest) {
    const depth = Math.min(deepest, length - at);
    packRows(table.left, left, length, at, depth);
    if (!square) packRows(table.right, right, length, at, depth);
    table.multiply(depth);
  }
  return withoutPadding(table.result, rows, columns, square);
};

/** @param square whether only the upper triangle is there, which is then mirrored */
const withoutPadding = (result: Float64Array, rows: number, columns: number, square: boolean): Float64Array => {
  const width = padded(columns);
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    values.set(result.subarray(row * width, row * width + columns), row * columns);
    const mirrored = square ? row : 0;
    for (let column = 0; column < mirrored; column += 1) {
      values[row * columns + column] = result[column * width + row] ?? 0;
    }
  }
  return values;
};

/** Takes rows as they come and keeps the sums of their products alone. */
export interface ColumnProducts {
  /** @param row `columns` numbers, read before it returns */
  readonly add: (row: Float64Array) => void;
  /** XᵀX of all rows X so far, row-major `columns × columns`. */
  readonly result: () => Float64Array;
}

/** XᵀX in float64, row by row: what a covariance is made of. The same bits on every processor. */
export const columnProducts = (columns: number): ColumnProducts => {
  const width = padded(columns);
  const waiting = new Float64Array(width * deepest);
  const sums = new Float64Array(width * width);
  let depth = 0;
  const settle = (): void => {
    if (depth === 0) return;
    const table = lay(width, width, true);
    table.left.set(waiting);
    table.result.set(sums);
    // Panels lie as far apart as `deepest` rows need: what is missing of them counts nothing.
    table.multiply(deepest);
    sums.set(table.result);
    waiting.fill(0);
    depth = 0;
  };
  return {
    add: (row) => {
      for (let column = 0, to = depth * panel; column < columns; column += panel, to += panel * deepest) {
        for (let lane = 0; lane < panel; lane += 1) waiting[to + lane] = row[column + lane] ?? 0;
      }
      depth += 1;
      if (depth === deepest) settle();
    },
    result: () => {
      settle();
      return withoutPadding(sums, columns, columns, true);
    },
  };
};
