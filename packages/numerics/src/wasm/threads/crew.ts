import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../errors.ts';
import { mostTasks, nextJob, word, words, work, type Seat } from './tickets.ts';

/** Threads that work off the tasks of a job together with the caller. */
export interface Crew {
  readonly threads: number;
  /** Calls of every task, at multiples of a stride that fits. */
  readonly calls: Int32Array;
  /** Does tasks `0 … tasks − 1` and comes back when all are done. */
  readonly run: (
    tasks: number,
    strides: { readonly calls: number; readonly left: number; readonly aside: number },
  ) => void;
}

/** The compiled thread also where this module runs from its sources, as in tests. */
const script = (): string =>
  fileURLToPath(new URL('./worker.js', import.meta.url.replace('/numerics/src/', '/numerics/dist/')));

/** Whether there is a thread to be started: this package has been compiled. */
export const hasCrew = (): boolean => existsSync(script());

const callNumbers = 2 ** 20;

/**
 * Starts threads on the memory that the caller's kernels work on. They sleep between jobs and never keep the process alive; one that
 * does not start is not missed.
 */
export const startCrew = (
  threads: number,
  { module, memory, kernels }: { readonly module: object; readonly memory: object; readonly kernels: Seat['kernels'] },
): Crew => {
  const file = script();
  const shared = (numbers: number): Int32Array => new Int32Array(new SharedArrayBuffer(numbers * 4));
  const [control, calls] = [shared(words), shared(callNumbers)];
  for (let thread = 1; thread < threads; thread += 1)
    new Worker(file, { workerData: { control, calls, thread, module, memory }, execArgv: [] })
      .on('error', () => undefined)
      .unref();
  const own: Seat = { control, calls, kernels, thread: 0 };
  return {
    threads,
    calls,
    run: (tasks, strides) => {
      if (tasks > mostTasks) throw new RangeError(`${tasks} tasks are more than ${mostTasks}`);
      control[word.stride] = strides.calls;
      control[word.leftStride] = strides.left;
      control[word.asideStride] = strides.aside;
      Atomics.store(control, word.done, 0);
      Atomics.store(control, word.ticket, nextJob(Atomics.load(control, word.ticket), tasks));
      Atomics.notify(control, word.ticket);
      work(own);
      for (let done = Atomics.load(control, word.done); done < tasks; done = Atomics.load(control, word.done))
        Atomics.wait(control, word.done, done);
      if (Atomics.load(control, word.failed) !== 0)
        throw new EngineError('engine-failed', 'A thread of the engine failed in a product; use { threads: 1 }.');
    },
  };
};
