import { EngineError } from '../../errors.ts';
import { kernelNames, type ProductKernels } from '../product/kernels.ts';
import type { Workspace } from '../product/workspace.ts';
import type { Crew } from './crew.ts';
import { callHead, mostTasks, nowhere } from './tickets.ts';

/** Places of the parameters that point into a thread's own left panels and its own place aside. */
const moved: Readonly<Record<keyof ProductKernels, readonly [left: number, aside: number]>> = {
  tiles: [0, nowhere],
  narrowTiles: [0, 8],
  packAlong: [7, nowhere],
  packAcross4: [3, nowhere],
  packAcross8: [3, nowhere],
  packNarrow: [3, nowhere],
};

/** Numbers that the calls of one task may take. */
const stride = 2048;
/** Bytes of tables that tasks not yet done may take together. */
const mostTables = 2 ** 21;

/**
 * A workspace whose tasks are done by several threads. Calls of a task are written down instead of made, with a table of
 * addresses for each task, and left panels and a place aside for each thread; `finish` does them all. Each number is computed by
 * one thread in the order in which one thread alone computes it, so the bits are the same.
 */
export const spread = (base: Workspace, crew: Crew): Workspace => {
  let slots = Math.min(mostTasks, Math.floor(crew.calls.length / stride));
  let [tableBytes, rowBytes, leftBytes, asideBytes] = [0, 0, 0, 0];
  let task: number | undefined;
  let tasks = 0;
  let at = 0;

  const write = (kernel: keyof ProductKernels, parameters: readonly number[]): void => {
    const start = (task ?? 0) * stride;
    if (at + callHead + parameters.length > stride)
      throw new EngineError('engine-failed', 'a task of a threaded product has too many calls');
    crew.calls[start] = (crew.calls[start] ?? 0) + 1;
    crew.calls.set([kernelNames.indexOf(kernel), ...moved[kernel], parameters.length, ...parameters], start + at);
    at += callHead + parameters.length;
  };
  const kernels = Object.fromEntries(
    kernelNames.map((name) => [
      name,
      (...parameters: readonly number[]): void => {
        if (task === undefined) base.kernels[name](...parameters);
        else write(name, parameters);
      },
    ]),
  ) as unknown as ProductKernels;
  const finish = (): void => {
    if (tasks > 0) crew.run(tasks, { calls: stride, left: leftBytes, aside: asideBytes });
    tasks = 0;
  };
  return {
    kernels,
    threads: crew.threads,
    integers: base.integers,
    reserve: (sizes, isSpread) => {
      if (!isSpread) return base.reserve(sizes, false);
      [tableBytes, rowBytes, leftBytes, asideBytes] = [sizes.table, sizes.rows, sizes.left, sizes.aside];
      const fit = Math.floor(mostTables / (tableBytes + rowBytes));
      slots = Math.max(crew.threads * 2, Math.min(fit, mostTasks, Math.floor(crew.calls.length / stride)));
      const shared = {
        ...sizes,
        table: slots * tableBytes,
        rows: slots * rowBytes,
        left: crew.threads * leftBytes,
        aside: crew.threads * asideBytes,
      };
      base.reserve(shared, true);
    },
    addressOf: (area) => {
      const address = base.addressOf(area);
      if (task === undefined) return address;
      return address + task * (area === 'table' ? tableBytes : area === 'rows' ? rowBytes : 0);
    },
    task: (body) => {
      if (tasks === slots) finish();
      task = tasks;
      tasks += 1;
      crew.calls[task * stride] = 0;
      at = 1;
      try {
        body();
      } finally {
        task = undefined;
      }
    },
    finish,
  };
};
