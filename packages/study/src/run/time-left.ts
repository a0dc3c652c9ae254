import type { StudyPlan } from '../plan/types.ts';
import type { RunStatus } from './events.ts';

/** Runs as the clock sees them: how much work each arm's step is. */
export interface Pace {
  /** Multiply-adds of one step, by arm. */
  readonly work: ReadonlyMap<string, number>;
  readonly workers: number;
}

export const paceOf = ({ arms }: StudyPlan, workers: number): Pace => ({
  workers,
  work: new Map(arms.map(({ name, description: { cost } }) => [name, cost.baseline * cost.ratio])),
});

const workOf = (run: RunStatus, steps: number, { work }: Pace): number => steps * (work.get(run.arm) ?? 0);

/** Seconds until all runs are done, from the speed of those seen so far. Nothing before the first step. */
export const secondsLeft = (runs: readonly RunStatus[], pace: Pace): number | undefined => {
  const timed = runs.filter((run) => run.secondsPerStep !== undefined);
  const seconds = timed.reduce((sum, run) => sum + (run.secondsPerStep ?? 0), 0);
  const done = timed.reduce((sum, run) => sum + workOf(run, 1, pace), 0);
  if (done === 0) return undefined;
  const open = runs.filter((run) => run.state === 'waiting' || run.state === 'running');
  const left = open.reduce((sum, run) => sum + workOf(run, run.steps - run.step, pace), 0);
  const parallel = Math.max(1, Math.min(pace.workers, open.length));
  return (left * seconds) / done / parallel;
};
