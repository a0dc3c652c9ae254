import { defineFunction, type Code, type WasmFunction } from './assembler.ts';
import {
  add,
  integer,
  isLess,
  loadFloat,
  loadInteger,
  loadVector,
  pickLanes,
  storeFloat,
  storeVector,
  subtract,
  when,
  repeatWhile,
} from './instructions.ts';
import { float, lanes, vector, rows, vectors, increase, repeat } from './panels.ts';

/**
 * Packs panels whose depth runs along memory. For each panel and each tap, four rows of `count` numbers are transposed to
 * `count` quadruples, `step` bytes apart. Their addresses stand at `table`; taps are `tapStep` apart in it, panels `tableStep`.
 */
export const packAlong = defineFunction(
  'packAlong',
  ['table', 'tableStep', 'panels', 'taps', 'tapStep', 'offset', 'count', 'target', 'step', 'panelStep'],
  {
    tap: 'i32',
    entry: 'i32',
    to: 'i32',
    left: 'i32',
    ...Object.fromEntries(rows.map((row) => [`at ${row}`, 'i32'] as const)),
    ...vectors(rows.map((row) => `row ${row}`)),
    ...vectors(rows.map((row) => `pair ${row}`)),
  },
  (variables) => {
    const { get, set } = variables;
    const rowOf = (row: number): Code => get(`row ${row}`);
    const pair = (index: number): Code => get(`pair ${index}`);
    const write = (a: Code, b: Code, order: readonly number[]): Code => [
      storeVector(get('to'), pickLanes(a, b, order)),
      increase(variables, 'to', get('step')),
    ];
    const quadruples = [
      rows.map((row) => set(`row ${row}`, loadVector(get(`at ${row}`)))),
      set('pair 0', pickLanes(rowOf(0), rowOf(1), [0, 4, 1, 5])),
      set('pair 1', pickLanes(rowOf(2), rowOf(3), [0, 4, 1, 5])),
      set('pair 2', pickLanes(rowOf(0), rowOf(1), [2, 6, 3, 7])),
      set('pair 3', pickLanes(rowOf(2), rowOf(3), [2, 6, 3, 7])),
      write(pair(0), pair(1), [0, 1, 4, 5]),
      write(pair(0), pair(1), [2, 3, 6, 7]),
      write(pair(2), pair(3), [0, 1, 4, 5]),
      write(pair(2), pair(3), [2, 3, 6, 7]),
      rows.map((row) => increase(variables, `at ${row}`, integer(vector))),
      set('left', subtract(get('left'), integer(lanes))),
    ];
    const single = [
      rows.map((row) => [
        storeFloat(get('to'), loadFloat(get(`at ${row}`)), row * float),
        increase(variables, `at ${row}`, integer(float)),
      ]),
      increase(variables, 'to', get('step')),
    ];
    return repeat(variables, 'panels', [
      set('entry', get('table')),
      set('to', get('target')),
      set('tap', get('taps')),
      repeat(variables, 'tap', [
        rows.map((row) => set(`at ${row}`, add(loadInteger(get('entry'), row * 4), get('offset')))),
        set('left', get('count')),
        when(isLess(integer(lanes - 1), get('left')), repeatWhile(isLess(integer(lanes - 1), get('left')), quadruples)),
        when(get('left'), repeat(variables, 'left', single)),
        increase(variables, 'entry', get('tapStep')),
      ]),
      increase(variables, 'table', get('tableStep')),
      increase(variables, 'target', get('panelStep')),
    ]);
  },
);

/** Packs whole panels whose depth runs across memory: for each of `count` addresses at `table`, `width` numbers side by side. */
export const packAcross = (name: string, width: 4 | 8): WasmFunction =>
  defineFunction(
    name,
    ['table', 'offset', 'count', 'target', 'panels'],
    { entry: 'i32', from: 'i32', left: 'i32' },
    (variables) => {
      const { get, set } = variables;
      const copied = Array.from({ length: width / lanes }, (_, index) =>
        storeVector(get('target'), loadVector(get('from'), index * vector), index * vector),
      );
      return repeat(variables, 'panels', [
        set('entry', get('table')),
        set('left', get('count')),
        repeat(variables, 'left', [
          set('from', add(loadInteger(get('entry')), get('offset'))),
          copied,
          increase(variables, 'entry', integer(4)),
          increase(variables, 'target', integer(width * float)),
        ]),
        increase(variables, 'offset', integer(width * float)),
      ]);
    },
  );

/** The same for a last panel with fewer numbers side by side; the rest of the panel keeps what was there. */
export const packNarrow = defineFunction(
  'packNarrow',
  ['table', 'offset', 'count', 'target', 'width', 'step'],
  { from: 'i32', to: 'i32', left: 'i32' },
  (variables) => {
    const { get, set } = variables;
    return repeat(variables, 'count', [
      set('from', add(loadInteger(get('table')), get('offset'))),
      set('to', get('target')),
      set('left', get('width')),
      repeat(variables, 'left', [
        storeFloat(get('to'), loadFloat(get('from'))),
        increase(variables, 'from', integer(float)),
        increase(variables, 'to', integer(float)),
      ]),
      increase(variables, 'table', integer(4)),
      increase(variables, 'target', get('step')),
    ]);
  },
);
