import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { WorkerEvent } from '@ganreg/queue';
import { home } from '../load.ts';
import { loadQueue } from '../load-queue.ts';
import { interruptible } from '../terminal/interrupt.ts';

export interface WorkerOptions {
  readonly queue: string;
  readonly store: string;
  readonly project: string;
  readonly workers?: number;
  readonly lease?: number;
  readonly finish?: boolean;
  readonly json?: boolean;
}

const line = (event: WorkerEvent): string => {
  switch (event.kind) {
    case 'started':
      return `${event.worker} takes trials from ${event.queue}; what they make goes to ${event.store}`;
    case 'note':
      return event.text;
    case 'failed':
    case 'refused':
      return `${event.arm}, seed ${event.seed}: ${event.kind}  ${event.error}`;
    default:
      return `${event.arm}, seed ${event.seed}: ${event.kind}`;
  }
};

/** `ganreg worker`: takes trials until told to stop. */
export const worker = async (options: WorkerOptions): Promise<void> => {
  const { openStore, queueAddress, serveTrials } = await loadQueue();
  const queue = queueAddress(options.queue);
  const store = await openStore(options.store);
  const { signal, release } = interruptible();
  try {
    await serveTrials({
      queue,
      store,
      project: resolve(options.project),
      bundled: [home],
      workers: options.workers ?? availableParallelism(),
      lease: options.lease,
      finish: options.finish,
      signal,
      onEvent: (event) => {
        const { kind, ...rest } = event;
        process.stdout.write(`${options.json === true ? JSON.stringify({ event: kind, ...rest }) : line(event)}\n`);
      },
    });
  } finally {
    release();
  }
};
