import { exitCodes } from '../exit.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Aborts on the first Ctrl-C, SIGTERM or closed terminal, so that training can save; a second one ends the process at once. */
export const interruptible = (): { readonly signal: AbortSignal; readonly release: () => void } => {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) {
      process.stderr.write('stopped without saving; `ganreg resume` goes on from the last checkpoint\n');
      process.exit(exitCodes.interrupted);
    }
    process.stderr.write('\nsaving; press Ctrl-C again to stop without saving\n');
    controller.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
};
