import type { StudyPlan } from '../plan/types.ts';
import type { Crew, Seat } from './crew.ts';
import type { EngineFound, Expected, FromWorker, ReferenceFound, RunJob } from './messages.ts';
import type { Outcome } from './records.ts';

/** One training of a study, to be done wherever its trials are done. */
export interface Trial {
  /** `<arm's folder>/<seed>`: unique in the study, and where the run lies below the study's folder. */
  readonly key: string;
  readonly arm: string;
  readonly seed: number;
  /** Which seed of the study it is; earlier seeds first, so that what is there early is paired. */
  readonly turn: number;
  readonly job: RunJob;
  /** What whoever does it must find. */
  readonly expects: Expected;
}

/** What is heard of a trial on its way. */
export interface TrialWatch {
  /** It was taken up, or given back. */
  readonly state: (state: 'running' | 'waiting') => void;
  readonly hear: (message: FromWorker) => void;
}

/** Does the trials of one study. */
export interface TrialRunner {
  /** Trials that it wants to be asked for at once. */
  readonly places: number;
  /** Trials that it really does at once, as far as it knows. */
  readonly workers: number;
  /**
   * Does one trial, wherever it stands, and leaves its records in its folder.
   * @throws GanregError as the trial threw it, WorkerDied
   */
  readonly work: (trial: Trial, watch: TrialWatch) => Promise<Outcome | 'interrupted'>;
  /** Asks every trial to save itself and end. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

/** What a study knows once its first process has looked around. */
export interface TrialConditions {
  readonly plan: StudyPlan;
  readonly engine: EngineFound;
  readonly reference: ReferenceFound;
  readonly onNote: (text: string) => void;
}

/** Where the trials of a study are done. It may bring what is known elsewhere into the study's folder before any trial starts. */
export type OpenTrials = (conditions: TrialConditions) => Promise<TrialRunner>;

/** Trials in worker processes of this machine. @param seats the warmest first */
export const trialsHere = (crew: Crew, seats: readonly Seat[]): TrialRunner => {
  const idle = [...seats];
  return {
    places: seats.length,
    workers: seats.length,
    work: async ({ job }, { state, hear }) => {
      const seat = idle.shift() ?? crew.seat();
      state('running');
      try {
        return await seat.work(job, hear);
      } finally {
        idle.push(seat);
      }
    },
    stop: crew.stop,
    close: () => Promise.resolve(),
  };
};
