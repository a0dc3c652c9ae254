import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { runLocked } from '../../errors/run.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

const isAlive = ({ pid, host }: Holder): boolean => {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const holderOf = async (file: string): Promise<Holder | undefined> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
};

/**
 * Keeps other processes out of a run folder. A lock whose process is gone is taken over.
 * @returns how to release it
 * @throws GanregError RUN_LOCKED
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  const file = join(folder, 'lock.json');
  for (let attempt = 0; ; attempt += 1) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = await holderOf(file);
      if (attempt > 0 || (holder !== undefined && isAlive(holder))) {
        throw runLocked(folder, holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`);
      }
      await rm(file, { force: true });
    }
  }
};
