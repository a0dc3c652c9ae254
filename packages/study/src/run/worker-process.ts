import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GanregError } from '@ganreg/core';
import type { FromWorker, Job, Results, ToWorker } from './messages.ts';

/** The process of a worker ended while it had a job. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

/** A child process that does one job after the other. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** @throws WorkerDied; GanregError as the job threw it */
  readonly work: <J extends Job>(job: J, hear?: (message: FromWorker) => void) => Promise<Results[J['kind']]>;
  /** Asks the current job to save and end. */
  readonly stop: () => void;
  readonly close: () => void;
}

/** The compiled worker also when this module runs from its sources, as in tests. */
const script = (): string =>
  fileURLToPath(new URL('./worker.js', import.meta.url.replace('/study/src/', '/study/dist/')));

const tailLength = 2000;

/** Starts a worker. @param bundled folders whose dependencies offer plugins */
export const startWorker = (bundled: readonly string[]): WorkerProcess => {
  let errors = '';
  let settle: ((message: FromWorker | Error) => void) | undefined;
  const child: ChildProcess = fork(script(), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // a study has its processes to fill the machine with
    env: { GANREG_THREADS: '1', ...process.env, GANREG_STUDY_BUNDLED: JSON.stringify(bundled) },
    execArgv: [],
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-tailLength);
  });
  child.on('message', (message: FromWorker) => settle?.(message));
  const died = (how: string): void => {
    const said = errors.trim().split('\n').at(-1) ?? '';
    settle?.(new WorkerDied(`its process ended with ${how}${said === '' ? '' : `: ${said}`}`));
  };
  child.on('exit', (code, signal) => died(signal ?? `exit code ${code}`));
  child.on('error', (error) => died(error.message));
  const send = (message: ToWorker): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  return {
    pid: child.pid,
    work: <J extends Job>(job: J, hear?: (message: FromWorker) => void) =>
      new Promise<Results[J['kind']]>((resolve, reject) => {
        settle = (message) => {
          if (message instanceof Error) reject(message);
          else if (message.kind === 'result') resolve(message.result as Results[J['kind']]);
          else if (message.kind === 'error') {
            const { code, message: text, ...details } = message.error;
            reject(new GanregError(code, text, details));
          } else hear?.(message);
        };
        if (child.connected) send({ kind: 'job', job });
        else died(child.signalCode ?? `exit code ${child.exitCode}`);
      }),
    stop: () => send({ kind: 'stop' }),
    close: () => {
      settle = undefined;
      if (child.connected) child.disconnect();
    },
  };
};
