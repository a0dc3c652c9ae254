import { GanregError } from '@ganreg/core';
import type { QueueEvents } from 'bullmq';
import type { Board, OpenTrial } from './board.ts';
import { endSchema, progressSchema } from './messages.ts';

/** Carries what the queue tells to the board. */
export const listen = (
  events: QueueEvents,
  board: Board,
  { again, note }: { readonly again: (id: string, found: OpenTrial) => void; readonly note: (text: string) => void },
): void => {
  const returned = ({ jobId: id }: { readonly jobId: string }): void => board.state(id, 'waiting');
  events.on('waiting', returned);
  events.on('delayed', returned);
  events.on('stalled', returned);
  events.on('active', ({ jobId: id }) => board.state(id, 'running'));
  events.on('removed', ({ jobId: id }) => board.settle(id, 'interrupted'));
  events.on('failed', ({ jobId: id, failedReason }) => board.fail(id, failedReason));
  events.on('progress', ({ jobId: id, data }) => {
    const found = board.open.get(id);
    const progress = progressSchema.safeParse(data);
    if (found === undefined || !progress.success) return;
    const { worker } = progress.data;
    found.worker = worker;
    if (progress.data.kind === 'refused') {
      const { message, fix } = progress.data.error;
      note(`${worker} cannot do trials of this study: ${message}${fix === undefined ? '' : ` (${fix})`}`);
      return;
    }
    const { step, secondsPerStep } = progress.data;
    board.state(id, 'running');
    found.step = step;
    found.watch.hear({ kind: 'progress', step, secondsPerStep });
  });
  events.on('completed', ({ jobId: id, returnvalue }) => {
    const found = board.open.get(id);
    if (found === undefined) return;
    const said = endSchema.safeParse(returnvalue);
    if (!said.success) return board.fail(id, 'a worker gave no answer that can be read');
    const { ask, end } = said.data;
    // Somebody had asked for the same trial in another way before.
    if (ask !== found.payload.ask) return again(id, found);
    if (end.state !== 'failed') return found.settle(end.state);
    const { code, message, path, fix } = end.error;
    found.settle(new GanregError(code, message, { ...(path && { path }), ...(fix && { fix }) }));
  });
};
