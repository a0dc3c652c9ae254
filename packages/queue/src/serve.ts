import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GanregError } from '@ganreg/core';
import { assembleCrew, type FromWorker, type Seat } from '@ganreg/study';
import { DelayedError, UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import { cancellations } from './cancelled.ts';
import { connect, queueName, type QueueAddress } from './connection.ts';
import { doTrial, type TrialDone } from './do-trial.ts';
import type { TrialEnd, TrialProgress } from './messages.ts';
import { readPayload, type TrialPayload } from './payload.ts';
import type { Store } from './store/store.ts';

/** What a worker tells whoever watches it. */
export type WorkerEvent =
  | { readonly kind: 'started'; readonly worker: string; readonly queue: string; readonly store: string }
  | { readonly kind: 'taken' | 'finished' | 'returned' | 'cancelled'; readonly arm: string; readonly seed: number }
  | {
      readonly kind: 'failed' | 'refused';
      readonly arm: string;
      readonly seed: number;
      readonly error: string;
    }
  | { readonly kind: 'note'; readonly text: string };

/** How a worker works. */
export interface ServeOptions {
  readonly queue: QueueAddress;
  readonly store: Store;
  /** Folder that relative paths of configurations mean on this host. */
  readonly project: string;
  /** Folders whose dependencies offer plugins, beside the project's own. */
  readonly bundled: readonly string[];
  /** Trials at once, each in a process of its own. */
  readonly workers: number;
  /** Seconds after which the trial of a worker that is not heard of goes to another; every worker should have the same. */
  readonly lease?: number | undefined;
  /** On the way out: finish the trials at hand instead of saving and returning them. */
  readonly finish?: boolean | undefined;
  readonly onEvent: (event: WorkerEvent) => void;
  /** Aborting drains the worker. */
  readonly signal: AbortSignal;
  /** What does a trial; a seat in a crew of processes by default. */
  readonly seats?: (() => Pick<Seat, 'work' | 'stop'>) | undefined;
}

/** A trial goes back for this long when a host cannot do it, so that another one may. */
const refusedFor = 5000;
/** A trial whose workers died so often is given up: it may be what kills them. */
const deaths = 20;
const heartbeat = 2000;

const plain = ({ code, message, path, fix }: GanregError) => ({
  code,
  message,
  ...(path === undefined ? {} : { path }),
  ...(fix === undefined ? {} : { fix }),
});

/**
 * Takes trials from a queue, one after the other, until told to stop: then it takes no more, saves what it has at hand, returns it
 * to the queue and ends.
 * @throws GanregError QUEUE_UNREACHABLE
 */
export const serveTrials = async (options: ServeOptions): Promise<void> => {
  const { queue, store, project, onEvent, signal } = options;
  const redis = await connect(queue);
  const scratch = await mkdtemp(join(tmpdir(), 'ganreg-worker-'));
  const cancelled = cancellations(redis, queue);
  const crew = assembleCrew(options.bundled, (text) => onEvent({ kind: 'note', text: `a process died (${text})` }));
  const idle: Pick<Seat, 'work' | 'stop'>[] = [];
  const atWork = new Map<string, AbortController>();
  const lost = new Set<string>();
  const name = `${hostname()}-${process.pid}`;
  const lease = (options.lease ?? 30) * 1000;

  const tend = (job: Job, { trial, study }: TrialPayload, stop: AbortController) => {
    let latest: Extract<FromWorker, { kind: 'progress' }> | undefined;
    let told = -1;
    let over = false;
    const beat = async (): Promise<void> => {
      if (await cancelled.has(study)) {
        over = true;
        stop.abort();
      }
      if (latest === undefined || latest.step === told) return;
      told = latest.step;
      const { step, secondsPerStep } = latest;
      await job.updateProgress({
        kind: 'progress',
        worker: name,
        step,
        ...(secondsPerStep === undefined ? {} : { secondsPerStep }),
      } satisfies TrialProgress);
    };
    const timer = setInterval(() => {
      beat().catch((error: unknown) => onEvent({ kind: 'note', text: `${trial}: ${String(error)}` }));
    }, heartbeat);
    return {
      hear: (message: FromWorker): void => {
        if (message.kind === 'progress') latest = message;
      },
      isCancelled: () => over,
      end: () => clearInterval(timer),
    };
  };

  const conclude = async (
    job: Job,
    token: string | undefined,
    payload: TrialPayload,
    done: TrialDone,
    isCancelled: boolean,
  ): Promise<TrialEnd> => {
    const { arm, seed, ask } = payload;
    if (done.state === 'refused') {
      onEvent({ kind: 'refused', arm, seed, error: done.error.format() });
      await job.updateProgress({ kind: 'refused', worker: name, error: plain(done.error) } satisfies TrialProgress);
      await job.moveToDelayed(Date.now() + refusedFor, token);
      throw new DelayedError();
    }
    if (done.state === 'interrupted' && !isCancelled) {
      onEvent({ kind: 'returned', arm, seed });
      await job.moveToWait(token);
      throw new WaitingError();
    }
    if (done.state === 'failed') {
      onEvent({ kind: 'failed', arm, seed, error: done.error.message });
      return { ask, worker: name, end: { state: 'failed', error: plain(done.error) } };
    }
    onEvent({ kind: done.state === 'recorded' ? 'finished' : 'cancelled', arm, seed });
    return { ask, worker: name, end: { state: done.state === 'recorded' ? 'recorded' : 'interrupted' } };
  };

  const take = async (job: Job, token?: string): Promise<TrialEnd> => {
    const id = job.id ?? '';
    let payload;
    try {
      payload = readPayload(job.data);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onEvent({ kind: 'note', text: `refused what was in the queue: ${reason}` });
      throw new UnrecoverableError(reason);
    }
    const { arm, seed, study } = payload;
    if (await cancelled.has(study)) return conclude(job, token, payload, { state: 'interrupted' }, true);
    onEvent({ kind: 'taken', arm, seed });
    const seat = idle.pop() ?? options.seats?.() ?? crew.seat();
    const stop = new AbortController();
    atWork.set(id, stop);
    lost.delete(id);
    if (signal.aborted && options.finish !== true) stop.abort();
    const tended = tend(job, payload, stop);
    try {
      const held = (): boolean => !lost.has(id);
      const done = await doTrial(
        { payload, seat, signal: stop.signal, hear: tended.hear, held },
        { store, project, scratch },
      );
      if (!held()) throw new Error('the lease ran out: somebody else has the trial');
      return await conclude(job, token, payload, done, tended.isCancelled());
    } finally {
      tended.end();
      atWork.delete(id);
      idle.push(seat);
    }
  };

  const connection = redis.duplicate();
  const worker = new Worker<unknown, TrialEnd>(queueName, take, {
    connection,
    prefix: queue.prefix,
    name,
    concurrency: options.workers,
    lockDuration: lease,
    stalledInterval: lease,
    maxStalledCount: deaths,
    autorun: false,
  });
  worker.on('error', (error) => onEvent({ kind: 'note', text: error.message }));
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) {
      lost.add(id);
      atWork.get(id)?.abort();
    }
  });
  const drained = new Promise<void>((resolve) => {
    const drain = (): void => {
      if (options.finish !== true) for (const stop of atWork.values()) stop.abort();
      void worker.close().then(resolve);
    };
    if (signal.aborted) drain();
    else signal.addEventListener('abort', drain, { once: true });
  });
  onEvent({ kind: 'started', worker: name, queue: queue.shown, store: store.name });
  try {
    void worker.run().catch((error: unknown) => onEvent({ kind: 'note', text: String(error) }));
    await drained;
  } finally {
    crew.close();
    connection.disconnect();
    redis.disconnect();
    await rm(scratch, { recursive: true, force: true });
  }
};
