import { defineFunction, type Code, type WasmFunction } from './assembler.ts';
import {
  add,
  addFloats,
  addVectors,
  call,
  integer,
  isLess,
  loadFloat,
  loadInteger,
  loadSplat,
  loadVector,
  multiply,
  multiplyAdd,
  multiplyVectors,
  storeFloat,
  storeVector,
  when,
  repeatWhile,
} from './instructions.ts';
import { panelRows, panelColumns, float, vector, rows, vectors, increase, repeat } from './panels.ts';

const halves = [0, 1] as const;
const sum = (row: number, half: number): string => `sum ${row} ${half}`;
const eachSum = (body: (row: number, half: number) => Code): Code =>
  rows.map((row) => halves.map((half) => body(row, half)));
/**
 * One tile: left · right over two panels, `right` ending at `end`. `rows` points to the addresses of four rows of the result, to
 * which `offset` is added; `keep` adds to what is there.
 */
export const tile = (fused: boolean): WasmFunction => {
  const sums = rows.flatMap((row) => halves.map((half) => sum(row, half)));
  return defineFunction(
    'tile',
    ['left', 'right', 'end', 'rows', 'offset', 'keep'],
    vectors([...sums, 'number', 'half 0', 'half 1']),
    (variables) => {
      const { get, set } = variables;
      const place = (row: number): Code => add(loadInteger(get('rows'), row * 4), get('offset'));
      const grown = (row: number, half: number): Code => {
        const [a, b, c] = [get('number'), get(`half ${half}`), get(sum(row, half))];
        return set(sum(row, half), fused ? multiplyAdd(a, b, c) : addVectors(multiplyVectors(a, b), c));
      };
      return [
        when(
          get('keep'),
          eachSum((row, half) => set(sum(row, half), loadVector(place(row), half * vector))),
        ),
        repeatWhile(isLess(get('right'), get('end')), [
          halves.map((half) => set(`half ${half}`, loadVector(get('right'), half * vector))),
          rows.map((row) => [
            set('number', loadSplat(get('left'), row * float)),
            halves.map((half) => grown(row, half)),
          ]),
          increase(variables, 'left', integer(panelRows * float)),
          increase(variables, 'right', integer(panelColumns * float)),
        ]),
        eachSum((row, half) => storeVector(place(row), get(sum(row, half)), half * vector)),
      ];
    },
  );
};
/** The module begins with the tile. */
const tileIndex = 0;

/** All tiles of `rowPanels` × `columnPanels`; a panel of the right operand stays in the first cache while the left one passes. */
export const tiles = defineFunction(
  'tiles',
  ['left', 'right', 'depth', 'rows', 'offset', 'rowPanels', 'columnPanels', 'keep'],
  { a: 'i32', end: 'i32', row: 'i32', counter: 'i32' },
  (variables) => {
    const { get, set } = variables;
    return repeat(variables, 'columnPanels', [
      set('end', add(get('right'), multiply(get('depth'), integer(panelColumns * float)))),
      set('a', get('left')),
      set('row', get('rows')),
      set('counter', get('rowPanels')),
      repeat(variables, 'counter', [
        call(tileIndex, get('a'), get('right'), get('end'), get('row'), get('offset'), get('keep')),
        increase(variables, 'a', multiply(get('depth'), integer(panelRows * float))),
        increase(variables, 'row', integer(panelRows * 4)),
      ]),
      set('right', get('end')),
      increase(variables, 'offset', integer(panelColumns * float)),
    ]);
  },
);

/**
 * The tiles of a last panel with fewer than 8 columns: each is computed aside, into four rows whose addresses stand at `aside` and
 * which follow them, and its columns are copied.
 */
export const narrowTiles = defineFunction(
  'narrowTiles',
  ['left', 'right', 'depth', 'rows', 'offset', 'rowPanels', 'columns', 'keep', 'aside'],
  { row: 'i32', from: 'i32', to: 'i32', column: 'i32' },
  (variables) => {
    const { get, set } = variables;
    const end = add(get('right'), multiply(get('depth'), integer(panelColumns * float)));
    const kept = addFloats(loadFloat(get('from')), loadFloat(get('to')));
    return repeat(variables, 'rowPanels', [
      call(tileIndex, get('left'), get('right'), end, get('aside'), integer(0), integer(0)),
      rows.map((row) => [
        set('from', loadInteger(get('aside'), row * 4)),
        set('to', add(loadInteger(get('rows'), row * 4), get('offset'))),
        set('column', get('columns')),
        repeat(variables, 'column', [
          when(get('keep'), storeFloat(get('to'), kept), storeFloat(get('to'), loadFloat(get('from')))),
          increase(variables, 'from', integer(float)),
          increase(variables, 'to', integer(float)),
        ]),
      ]),
      increase(variables, 'left', multiply(get('depth'), integer(panelRows * float))),
      increase(variables, 'rows', integer(panelRows * 4)),
    ]);
  },
);
