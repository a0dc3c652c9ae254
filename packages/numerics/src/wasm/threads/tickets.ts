/**
 * The words through which threads agree on who does what. `ticket` holds the number of the job and how many of its tasks are
 * not yet taken: whoever decreases it has taken one, and a thread that comes late to a job finds that it cannot. Nobody waits for
 * a thread that has taken nothing.
 */
export const word = { ticket: 0, done: 1, stride: 2, leftStride: 3, asideStride: 4, failed: 5 } as const;
export const words = 16;

const bits = 12;
/** Tasks of a job at most. */
export const mostTasks = 2 ** bits - 1;
export const remaining = (ticket: number): number => ticket & mostTasks;
export const nextJob = (ticket: number, tasks: number): number => (((ticket >>> bits) + 1) << bits) | tasks;

/** What a thread works with: the words, the calls of every task, and its own kernels. */
export interface Seat {
  readonly control: Int32Array;
  readonly calls: Int32Array;
  readonly kernels: readonly ((...parameters: readonly number[]) => void)[];
  /** 0 is the caller. */
  readonly thread: number;
}

/** A call is written down as: kernel, place of the parameter moved by `leftStride`, of that by `asideStride`, count, parameters. */
export const callHead = 4;
/** Where a call has no such parameter. */
export const nowhere = -1;

const runTask = ({ control, calls, kernels, thread }: Seat, task: number): void => {
  const [stride, left, aside] = [
    control[word.stride] ?? 0,
    control[word.leftStride] ?? 0,
    control[word.asideStride] ?? 0,
  ];
  let at = task * stride;
  for (let count = calls[at++] ?? 0; count > 0; count -= 1) {
    const [kernel = 0, moved = nowhere, aloof = nowhere, size = 0] = calls.subarray(at, at + callHead);
    const parameters = Array.from(calls.subarray(at + callHead, at + callHead + size));
    if (moved >= 0) parameters[moved] = (parameters[moved] ?? 0) + thread * left;
    if (aloof >= 0) parameters[aloof] = (parameters[aloof] ?? 0) + thread * aside;
    kernels[kernel]?.(...parameters);
    at += callHead + size;
  }
};

/** Takes tasks of the job at hand until there are no more. */
export const work = (seat: Seat): void => {
  const { control } = seat;
  for (;;) {
    const ticket = Atomics.load(control, word.ticket);
    const left = remaining(ticket);
    if (left === 0) return;
    if (Atomics.compareExchange(control, word.ticket, ticket, ticket - 1) !== ticket) continue;
    try {
      runTask(seat, left - 1);
    } catch (error) {
      Atomics.store(control, word.failed, 1);
      throw error;
    } finally {
      Atomics.add(control, word.done, 1);
      Atomics.notify(control, word.done);
    }
  }
};
