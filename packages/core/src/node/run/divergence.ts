import type { DivergedError } from '../../training/faults.ts';
import type { Plan } from '../../plan/types.ts';
import type { Trainer } from '../../training/trainer.ts';
import { readNewestCheckpoint } from './checkpoints.ts';
import type { RunEvent } from './events.ts';

/** Where a session writes what happens beside the numbers of its steps. */
export interface EventLog {
  readonly event: (step: number, event: { readonly event: string } & Readonly<Record<string, unknown>>) => void;
  /** Goes on from an earlier step. */
  readonly restartAt: (step: number) => Promise<void>;
}

/** The parts of a session that going on after a divergence touches. */
export interface Recovery {
  readonly plan: Plan;
  readonly trainer: Trainer;
  readonly checkpoints: string;
  readonly log: EventLog;
  readonly onEvent: (event: RunEvent) => void;
  /** Publishes the state as it is. */
  readonly checkpoint: () => Promise<void>;
}

/**
 * Goes on after a step that diverged, as `run.divergence.policy` says: `continue` keeps the broken step, `rollback` returns to the newest
 * intact checkpoint and draws other random numbers from there on. What happened is written to the log.
 *
 * @returns whether the run can go on
 */
export const recover = async (error: DivergedError, recovery: Recovery): Promise<boolean> => {
  const { plan, trainer, log, onEvent } = recovery;
  const { policy, retries } = plan.config.run.divergence;
  const what = { event: 'diverged', policy, at: error.step, culprits: error.culprits.map(readable) };
  if (policy === 'continue') {
    log.event(error.step, what);
    onEvent({ kind: 'note', text: `${error.message} Going on, as run.divergence.policy says.` });
    return true;
  }
  const attempt = trainer.attempt + 1;
  const { step, snapshot } =
    policy === 'rollback' && attempt <= retries ? await readNewestCheckpoint(recovery.checkpoints) : {};
  if (snapshot === undefined || step === undefined) {
    log.event(error.step, what);
    return false;
  }
  trainer.state.restore(snapshot);
  trainer.retry(attempt);
  await log.restartAt(step);
  await recovery.checkpoint();
  log.event(step, { ...what, attempt });
  onEvent({ kind: 'note', text: `${error.message} Back to step ${step}, attempt ${attempt} of ${retries}.` });
  return true;
};

/** JSON has no infinities. */
const readable = ({ name, player, value }: DivergedError['culprits'][number]): unknown => ({
  name,
  player,
  value: Number.isFinite(value) ? value : String(value),
});
