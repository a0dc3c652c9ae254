import { GanregError } from '@ganreg/core';
import type { Trial, TrialWatch } from '@ganreg/study';
import type { TrialPayload } from './payload.ts';

/** How the queue is done with a trial: its records are in the store, it was saved on the way, or it cannot be done. */
export type TrialEnded = 'recorded' | 'interrupted' | GanregError;

/** A trial that a study waits for. */
export interface OpenTrial {
  readonly trial: Trial;
  readonly payload: TrialPayload;
  readonly watch: TrialWatch;
  /** When something was last heard of it, in milliseconds of `performance.now()`. */
  heard: number;
  state: 'waiting' | 'running';
  worker: string | undefined;
  step: number;
  readonly settle: (how: TrialEnded) => void;
}

/** The trials that a study waits for, by their jobs. */
export class Board {
  readonly open = new Map<string, OpenTrial>();

  /** Puts a trial up; resolves when it has ended, however often it was given back on the way. */
  post(id: string, about: Pick<OpenTrial, 'trial' | 'payload' | 'watch'>): Promise<TrialEnded> {
    return new Promise((settle) => {
      this.open.set(id, { ...about, heard: performance.now(), state: 'waiting', worker: undefined, step: 0, settle });
    });
  }

  state(id: string, state: OpenTrial['state']): void {
    const found = this.open.get(id);
    if (found === undefined) return;
    found.heard = performance.now();
    if (found.state === state) return;
    found.state = state;
    found.watch.state(state);
  }

  settle(id: string, how: TrialEnded): void {
    this.open.get(id)?.settle(how);
  }

  fail(id: string, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.settle(
      id,
      error instanceof GanregError
        ? error
        : new GanregError('QUEUE_FAILED', text, { fix: 'the same command goes on from there' }),
    );
  }
}
