import { availableParallelism } from 'node:os';

/** Threads of an engine that is asked for none in particular: `GANREG_THREADS`, or as many as the process may use. */
export const defaultThreads = (): number => Number(process.env['GANREG_THREADS']) || availableParallelism();
