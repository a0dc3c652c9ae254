import { assemble, defineFunction, type Code } from '../wasm/product/assembler.ts';
import {
  add,
  addDoubles,
  call,
  integer,
  isLess,
  loadSplatDouble,
  loadVector,
  multiplyDoubles,
  repeatWhile,
  storeVector,
} from '../wasm/product/instructions.ts';
import { increase, repeat, rows, vector, vectors } from '../wasm/product/panels.ts';

/** Rows of a panel, of either operand. Larger tiles need more vector registers than V8 has. */
export const panel = 4;
export const double = 8;

const halves = [0, 1] as const;
const sum = (row: number, half: number): string => `sum ${row} ${half}`;
const eachSum = (body: (row: number, half: number) => Code): Code =>
  rows.map((row) => halves.map((half) => body(row, half)));

/** Adds left · rightᵀ over two panels to a tile of 4×4, `right` ending at `end`; rows of the result are `stride` bytes apart. */
const tile = defineFunction(
  'tile',
  ['left', 'right', 'end', 'result', 'stride'],
  {
    ...Object.fromEntries(rows.map((row) => [`at ${row}`, 'i32'] as const)),
    ...vectors([...rows.flatMap((row) => halves.map((half) => sum(row, half))), 'number', 'half 0', 'half 1']),
  },
  (variables) => {
    const { get, set } = variables;
    // Never fused: the same bits on every processor.
    const grown = (row: number, half: number): Code =>
      set(sum(row, half), addDoubles(multiplyDoubles(get('number'), get(`half ${half}`)), get(sum(row, half))));
    return [
      rows.map((row) => set(`at ${row}`, row === 0 ? get('result') : add(get(`at ${row - 1}`), get('stride')))),
      eachSum((row, half) => set(sum(row, half), loadVector(get(`at ${row}`), half * vector))),
      repeatWhile(isLess(get('right'), get('end')), [
        halves.map((half) => set(`half ${half}`, loadVector(get('right'), half * vector))),
        rows.map((row) => [
          set('number', loadSplatDouble(get('left'), row * double)),
          halves.map((half) => grown(row, half)),
        ]),
        increase(variables, 'left', integer(panel * double)),
        increase(variables, 'right', integer(panel * double)),
      ]),
      eachSum((row, half) => storeVector(get(`at ${row}`), get(sum(row, half)), half * vector)),
    ];
  },
);

/** One panel of the left operand with `panels` of the right one, each `bytes` long. */
const tiles = defineFunction(
  'tiles',
  ['left', 'right', 'bytes', 'result', 'stride', 'panels'],
  { end: 'i32' },
  (variables) => {
    const { get, set } = variables;
    return repeat(variables, 'panels', [
      set('end', add(get('right'), get('bytes'))),
      call(0, get('left'), get('right'), get('end'), get('result'), get('stride')),
      set('right', get('end')),
      increase(variables, 'result', integer(panel * double)),
    ]);
  },
);

export const float64Module = (): Uint8Array<ArrayBuffer> => assemble([tile, tiles]);
