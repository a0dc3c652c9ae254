import type { FromWorker, Job, Results } from './messages.ts';
import { startWorker, WorkerDied, type WorkerProcess } from './worker-process.ts';

/** A place at the workbench: when its worker dies, another one takes the job up. */
export interface Seat {
  /** Starts its process, so that the first job need not wait for that. */
  readonly warmUp: () => void;
  /** @throws WorkerDied after three deaths over one job; GanregError as the job threw it */
  readonly work: <J extends Job>(job: J, hear?: (message: FromWorker) => void) => Promise<Results[J['kind']]>;
  /** Asks its worker to save and end the job. */
  readonly stop: () => void;
}

/** All worker processes of a study. */
export interface Crew {
  readonly seat: () => Seat;
  /** Asks every worker to save and end its job. */
  readonly stop: () => void;
  readonly close: () => void;
}

const attempts = 3;

/**
 * @param bundled folders whose dependencies offer plugins, beside the project's own
 * @param onDeath hears of a worker that died and is replaced
 */
export const assembleCrew = (bundled: readonly string[], onDeath: (text: string) => void): Crew => {
  const workers = new Set<WorkerProcess>();
  let stopped = false;
  const start = (): WorkerProcess => {
    const worker = startWorker(bundled);
    workers.add(worker);
    return worker;
  };
  const seat = (): Seat => {
    let worker: WorkerProcess | undefined;
    return {
      stop: () => worker?.stop(),
      warmUp: () => {
        worker ??= start();
      },
      work: async (job, hear) => {
        for (let attempt = 1; ; attempt += 1) {
          worker ??= start();
          try {
            return await worker.work(job, hear);
          } catch (error) {
            if (!(error instanceof WorkerDied)) throw error;
            workers.delete(worker);
            worker.close();
            worker = undefined;
            if (stopped || attempt === attempts) throw error;
            onDeath(error.message);
          }
        }
      },
    };
  };
  return {
    seat,
    stop: () => {
      stopped = true;
      for (const worker of workers) worker.stop();
    },
    close: () => {
      for (const worker of workers) worker.close();
    },
  };
};
